import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { isPublicAddress } from "../../../../plugins/agent/tools/public_address.ts";
import { ToolError } from "../../../../plugins/agent/tool.ts";
import { FakeWeb, WebTools } from "./fake_web.ts";

const PRIVATE = [
  ...["0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.254", "127.0.0.1", "127.255.255.254"],
  ...["169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.0.1"],
  ...["198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255"],
  ...["168.63.129.16", "0177.0.0.1", "0x7f.0.0.1", "2130706433", "127.1"],
  ...["::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1", "64:ff9b::7f00:1"],
  ...["64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254"],
  ...[
    "ff02::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:808:808::",
    "3fff::1",
    "4000::1",
    "5f00::1",
  ],
  ...["", "localhost", "example.com", "1.2.3.4.5", "1.2.3.4 ", "8.8.8.8/32"],
];
const PUBLIC = ["8.8.8.8", "93.184.215.14", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450:4010:c0f::65"];

for (const address of PRIVATE) {
  Deno.test(`${JSON.stringify(address)} is no public address`, () => assertEquals(isPublicAddress(address), false));
}
for (const address of [...PUBLIC, "::ffff:8.8.8.8", "64:ff9b::808:808"]) {
  Deno.test(`${address} is a public address`, () => assertEquals(isPublicAddress(address), true));
}

const REFUSED: readonly (readonly [url: string, says: string])[] = [
  ["http://127.0.0.1/", "private network"],
  ["http://2130706433/", "private network"],
  ["http://0177.0.0.1/", "private network"],
  ["http://0x7f000001/", "private network"],
  ["http://127.1/", "private network"],
  ["http://0/", "private network"],
  ["http://10.0.0.1/", "private network"],
  ["http://169.254.169.254/latest/meta-data/", "private network"],
  ["http://①②⑦.0.0.1/", "private network"],
  ["http://127.0.0.1./", "private network"],
  ["http://[::1]/", "private network"],
  ["http://[::ffff:127.0.0.1]/", "private network"],
  ["http://[0:0:0:0:0:ffff:7f00:1]/", "private network"],
  ["http://[fd00:ec2::254]/", "private network"],
  ["http://[fe80::1]/", "private network"],
  ["https://user:pass@example.com/", "user or a password"],
  ["https://user@example.com/", "user or a password"],
  ["https://example.com:8080/", "8080"],
  ["https://example.com:22/", "22"],
  ["http://example.com:443/", "443"],
  ["ftp://example.com/", "ftp:"],
  ["file:///etc/passwd", "file:"],
  ["data:text/html,hello", "data:"],
  ["javascript:alert(1)", "javascript:"],
  ["gopher://example.com/", "gopher:"],
  ["blob:https://example.com/1", "blob:"],
  ["//example.com/", "no address of a page"],
  ["example.com", "no address of a page"],
  ["http://[fe80::1%25eth0]/", "no address of a page"],
  ["http://256.1.1.1/", "no address of a page"],
  ["https:///", "no address of a page"],
];

for (const [url, says] of REFUSED) {
  Deno.test(`${url} is not opened, and nobody is asked`, async () => {
    const tools = new WebTools();
    const error = await assertRejects(() => tools.open(url), ToolError);
    assertStringIncludes(error.message, says);
    assertEquals(tools.web.asked, []);
  });
}

Deno.test("a name with a private address is not opened, nor one with a private address among public ones", async () => {
  for (
    const addresses of [["10.0.0.1"], ["93.184.215.14", "127.0.0.1"], ["2606:4700::1111", "::1"], ["169.254.169.254"]]
  ) {
    const tools = new WebTools();
    tools.web.names.set("inside.example", [addresses]);
    const error = await assertRejects(() => tools.open("https://inside.example/"), ToolError);
    assertStringIncludes(error.message, "private network");
    assertEquals(tools.web.asked, []);
  }
});

Deno.test("a name without an address is told", async () => {
  const tools = new WebTools();
  tools.web.names.set("nowhere.example", [[]]);
  await assertRejects(() => tools.open("https://nowhere.example/"), ToolError, "There is no host nowhere.example");
  tools.web.resolve = () => Promise.reject(new Error("getaddrinfo ENOTFOUND"));
  await assertRejects(() => tools.open("https://nowhere.example/"), ToolError, "There is no host nowhere.example");
});

Deno.test("the connection goes to the addresses that were looked at, whatever the name means a moment later", async () => {
  const web = new FakeWeb();
  web.names.set("rebinding.example", [["93.184.215.14"], ["127.0.0.1"]]);
  web.pages.set("https://rebinding.example/", { body: "<p>once</p>" });
  const tools = new WebTools(web);
  await tools.open("https://rebinding.example/");
  assertEquals(web.asked, [{ url: "https://rebinding.example/", addresses: ["93.184.215.14"] }]);
  await assertRejects(() => tools.open("https://rebinding.example/"), ToolError, "private network");
  assertEquals(web.asked.length, 1);
});

function redirect(location: string, status = 302) {
  return { status, headers: { location } };
}

Deno.test("each redirect is looked at as the first address was", async () => {
  const targets = [
    "http://127.0.0.1/",
    "http://[::1]/",
    "file:///etc/passwd",
    "https://user:pw@a.example/",
    "http://a.example:6379/",
  ];
  for (const location of targets) {
    const tools = new WebTools();
    tools.web.pages.set("https://a.example/", redirect(location));
    await assertRejects(() => tools.open("https://a.example/"), ToolError);
    assertEquals(tools.web.asked.length, 1);
  }
  const tools = new WebTools();
  tools.web.names.set("a.example", [["93.184.215.14"], ["192.168.0.1"]]);
  tools.web.pages.set("https://a.example/", redirect("/inside"));
  await assertRejects(() => tools.open("https://a.example/"), ToolError, "private network");
  assertEquals(tools.web.asked.length, 1);
});

Deno.test("redirects within a site are followed, with and without www, five of them", async () => {
  const tools = new WebTools();
  const { pages } = tools.web;
  pages.set("http://a.example/", redirect("https://a.example/", 301));
  pages.set("https://a.example/", redirect("https://www.a.example/x", 308));
  pages.set("https://www.a.example/x", redirect("y?z=1#part", 303));
  pages.set("https://www.a.example/y?z=1", redirect("/4", 307));
  pages.set("https://www.a.example/4", redirect("//a.example/5"));
  pages.set("https://a.example/5", { body: "<p>here</p>" });
  const { url, text } = await tools.open("http://a.example/");
  assertEquals([url, text], ["https://a.example/5", "here"]);
  pages.set("https://a.example/5", redirect("/"));
  await assertRejects(() => tools.open("http://a.example/"), ToolError, "page to page");
});

Deno.test("a redirect to another host is told and not followed, since only the first one was approved", async () => {
  const tools = new WebTools();
  tools.web.pages.set("https://a.example/", redirect("https://b.example/?secret"));
  const error = await assertRejects(() => tools.open("https://a.example/"), ToolError);
  assertStringIncludes(error.message, "https://b.example/?secret");
  assertEquals(tools.web.asked.length, 1);
});

Deno.test("an approval is for one host", () => {
  const { options } = new WebTools().tools.get("open_url") ?? {};
  assertEquals([options?.effect, options?.repeatable], ["send", true]);
  const scopes = ["https://a.example/1", " http://A.example/2", "https://b.example/", "no url"].map((url) =>
    options?.approval?.({ url })
  );
  assertEquals(scopes, ["a.example", "a.example", "b.example", "no url"]);
});
