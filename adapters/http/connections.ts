import { Duplex } from "node:stream";
import { type Clock, type Logger, messageOf } from "../../core/mod.ts";

/**
 * Who may reach the server may open connections without end, and each takes one of the files that the whole program may have open: without a bound, a
 * thousand of them end it. Telegram opens 40.
 */
const MOST = 64;
/** Milliseconds until the next try when the system lets nobody in. */
const PAUSE = 500;

/** A connection as Node's HTTP server takes it. */
interface Open {
  readonly stream: Duplex;
  readonly connection: Deno.TcpConn;
}

/**
 * Lets connections in, never more than so many at once: the one that has been without a request for longest makes room for the next. Node's own bound
 * closes what is too much only after it was let in, and its server lets nobody in any more once the system has refused to.
 */
export class Connections {
  /** Those without a request, the one that has been so for longest first. */
  readonly #idle = new Map<Duplex, Open>();
  readonly #busy = new Map<Duplex, Open>();
  #listener: Deno.TcpListener | undefined;
  #isOpen = true;

  /** @param take is given each connection. */
  constructor(
    private readonly take: (stream: Duplex) => void,
    private readonly clock: Pick<Clock, "setTimer">,
    private readonly log: Logger,
  ) {}

  /** Listens. @throws {Error} this place is taken or not ours. */
  listen(address: { readonly hostname: string; readonly port: number }): Deno.NetAddr {
    const listener = this.#listener = Deno.listen({ ...address, transport: "tcp" });
    void this.#letIn(listener);
    return listener.addr;
  }

  /** A request is being answered there: until it is, the connection makes room for nobody. */
  begin(stream: Duplex): void {
    this.#move(stream, this.#idle, this.#busy);
  }

  /** It has been answered. */
  end(stream: Duplex): void {
    this.#move(stream, this.#busy, this.#idle);
  }

  /** Lets nobody in any more, and ends all there are. */
  close(): void {
    this.#isOpen = false;
    this.#listener?.close();
    for (const open of [...this.#idle.values(), ...this.#busy.values()]) this.#drop(open);
  }

  async #letIn(listener: Deno.TcpListener): Promise<void> {
    let isTold = false;
    while (this.#isOpen) {
      try {
        this.#add(await listener.accept());
        isTold = false;
      } catch (error) {
        if (!this.#isOpen) return;
        if (!isTold) {
          this.log.warn("Somebody could not be let in, which is tried again: {error}", { error: messageOf(error) });
        }
        isTold = true;
        await new Promise<void>((resolve) => this.clock.setTimer(PAUSE, resolve));
      }
    }
  }

  #add(connection: Deno.TcpConn): void {
    if (this.#idle.size + this.#busy.size >= MOST) {
      const [oldest] = this.#idle.values();
      if (oldest === undefined) return connection.close();
      this.#drop(oldest);
    }
    const stream = Duplex.fromWeb(connection);
    const open = { stream, connection };
    this.#idle.set(stream, open);
    stream.on("error", () => {}); // it is gone, which is told by its close
    stream.on("close", () => this.#drop(open));
    this.take(stream);
  }

  #drop({ stream, connection }: Open): void {
    this.#idle.delete(stream);
    this.#busy.delete(stream);
    stream.destroy();
    try {
      connection.close();
    } catch {
      // it is closed already
    }
  }

  #move(stream: Duplex, from: Map<Duplex, Open>, to: Map<Duplex, Open>): void {
    const open = from.get(stream);
    if (open === undefined) return;
    from.delete(stream);
    to.set(stream, open);
  }
}
