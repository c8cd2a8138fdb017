import { generateText, stepCountIs } from "ai";
import { OfflineModel } from "../../../../plugins/model/offline/mod.ts";
import { FakeVault, taskMessages } from "./fake_vault.ts";
const seeds = [
  { title: "Flat hunting", body: "The flat in Berlin costs 900.", tags: ["berlin"], created: "2026-05-01" },
  { title: "Flat viewing", body: "I promised to call the landlord about the flat.", created: "2026-05-07" },
  { title: "Shopping", body: "Milk", created: "2026-05-08", folder: "Home" },
  { title: "Groceries", body: "Bread", created: "2026-05-09" },
  { title: "Tmp one", body: "x", tags: ["tmp"], created: "2026-05-10" },
  { title: "Tmp two", body: "y", tags: ["tmp"], created: "2026-05-11" },
  { title: "Покупки", body: "Молоко", created: "2026-05-12" },
  { title: "Продукты", body: "Хлеб", created: "2026-05-12" },
  { title: "Квартира: аренда", body: "Квартира стоит 900. Обещал позвонить хозяину.", created: "2026-05-06" },
  { title: "Осмотр", body: "Смотрел квартиру на Лесной.", created: "2026-05-13" },
];
const lines = (await new Response(Deno.stdin.readable).text()).split("\n").filter(Boolean);
for (const l of lines) {
  const vault = new FakeVault(seeds);
  console.log("=====", l);
  const r = await generateText({
    model: new OfflineModel(),
    messages: taskMessages(l.replaceAll("\\n", "\n")),
    tools: vault.tools(),
    stopWhen: stepCountIs(45),
  });
  for (const c of vault.calls) console.log("   -", c.tool, JSON.stringify(c.input));
  console.log(r.text.split("\n").map((x) => "   | " + x).join("\n"));
}
