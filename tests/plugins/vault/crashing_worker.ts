/** A worker of the index that dies of the first search in each life, as often as the file beside its database says. */
addEventListener("message", (event) => {
  if (!(event instanceof MessageEvent)) return;
  const { database }: { database: string } = event.data;
  const left = Number(Deno.readTextFileSync(`${database}.crashes`));
  const [outer] = event.ports;
  if (outer === undefined) return;
  const { port1: inner, port2 } = new MessageChannel();
  outer.onmessage = ({ data }) => {
    if (data.call === "find" && left > 0) {
      Deno.writeTextFileSync(`${database}.crashes`, String(left - 1));
      queueMicrotask(() => {
        throw new Error("the worker dies");
      });
    } else inner.postMessage(data);
  };
  inner.onmessage = ({ data }) => outer.postMessage(data);
  const setup = new MessageEvent("message", { data: { database }, ports: [port2] });
  import("../../../plugins/vault/index/worker.ts").then(() => dispatchEvent(setup));
}, { once: true });
