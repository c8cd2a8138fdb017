import { parseRequests } from "/work/wt/offline/plugins/model/offline/request_parser.ts";
const lines = (await new Response(Deno.stdin.readable).text()).split("\n").filter(Boolean);
for (const l of lines) {
  console.log(l);
  for (const c of parseRequests(l.replaceAll("\\n", "\n"))) console.log("    ", c.language, JSON.stringify(c.request));
}
