/** What a watched plugin gets of the kernel: the same as others, but that what it registers there ends with it. */
import { Accounts } from "../accounts/accounts.ts";
import { BackgroundTaskManager } from "../tasks/background_tasks.ts";
import { Clock } from "../clock.ts";
import { Contributions } from "../plugins/contributions.ts";
import { type Deadline, Deadlines, type DeadlineTarget } from "../tasks/deadlines.ts";
import { Translations } from "../i18n/i18n.ts";
import { KernelStatus } from "../kernel/kernel_status.ts";
import { PluginConfigs } from "../config/plugin_configs.ts";
import type { PluginContainer } from "../plugins/plugin_container.ts";
import type { PluginScope } from "../plugins/plugin_scope.ts";
import type { WatchedPlugin } from "./plugin_watch.ts";
import type { Token } from "../plugins/token.ts";
import { WorkQueue } from "../running/work_queue.ts";

/** Puts them into the plugin's container, before those of the kernel. */
export function provideFaces(container: PluginContainer, scope: PluginScope, watched: WatchedPlugin): void {
  const provide = <T extends object>(token: Token<T>, change: (service: T) => Partial<T>) => {
    const service = container.resolve(token);
    container.provideValue(token, faceOf(service, change(service)));
  };
  const hold = <A extends unknown[]>(label: string, take: (...args: A) => () => void) => (...args: A): () => void => {
    scope.check(label);
    const end = scope.defer(label, take(...args));
    return () => void end();
  };
  const subscribe = (label: string, take: (changed: () => void) => () => void) =>
    hold(label, (changed: () => void) => take(() => watched.callBack(label, scope.plugin, changed)));

  provide(BackgroundTaskManager, (tasks) => ({
    register: (id, run, options) => {
      scope.check(`task ${id}`);
      const handle = tasks.register(id, (task) => scope.call(id, () => run(task)), options);
      const forget = scope.defer(`task ${id}`, () => void handle.cancel());
      void handle.ended.then(forget);
      return handle;
    },
  }));
  provide(Contributions, (contributions) => ({
    add: (point, contributed) => {
      const label = `${point.id} ${contributed.key ?? contributed.name}`;
      return hold(label, () => contributions.add(point, contributed))();
    },
    of: (point) => {
      const set = contributions.of(point);
      return faceOf(set, { subscribe: subscribe(`subscription to ${point.id}`, (changed) => set.subscribe(changed)) });
    },
  }));
  provide(Translations, (translations) => ({
    add: (owner, texts) => hold(`texts of ${owner}`, () => translations.add(owner, texts))(),
    follow: (chosen) => hold("languages", () => translations.follow(chosen))(),
  }));
  provide(Accounts, (accounts) => ({
    subscribe: subscribe("subscription to accounts", (changed) => accounts.subscribe(changed)),
  }));
  provide(KernelStatus, (status) => ({
    subscribe: subscribe("subscription to platforms", (reached) => status.subscribe(reached)),
  }));
  provide(PluginConfigs, (configs) => ({
    add: (config) => hold(`config of ${config.plugin}`, () => configs.add(config))(),
    subscribe: subscribe("subscription to configs", (changed) => configs.subscribe(changed)),
  }));
  provide(WorkQueue, (work) => ({
    submit: async (item) => {
      watched.check(`work ${item.id}`);
      await work.submit(item);
    },
    intake: async (conversation, name, job) => {
      watched.check(`intake ${name}`);
      await work.intake(conversation, name, async () => void await scope.call(name, job));
    },
  }));
  provide(Deadlines, (deadlines) => ({ at: (at, target) => keptDeadline(watched, deadlines, at, target) }));
  provide(Clock, (clock) => ({
    setTimer: (delay, fire) => {
      const { root } = watched;
      return watched.begin({ label: `setTimer of ${root}`, root }, fire, (fire) => clock.setTimer(delay, fire));
    },
  }));
}

function keptDeadline(watched: WatchedPlugin, deadlines: Deadlines, at: number, target: DeadlineTarget): Deadline {
  const { root } = watched;
  let deadline: Deadline;
  const cancel = watched.begin(
    { label: `deadline of ${root}`, root },
    () => typeof target === "function" ? target() : target.expire(),
    (fire) => {
      deadline = deadlines.at(at, fire);
      return () => deadline.cancel();
    },
  );
  return { move: (to) => deadline.move(to), cancel };
}

/** The service itself, but for what is changed. No subclass, because its private parts are where it is. */
function faceOf<T extends object>(service: T, changed: Partial<T>): T {
  return new Proxy(service, {
    get: (target, key) => {
      if (Object.hasOwn(changed, key)) return Reflect.get(changed, key);
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
    set: (target, key, value) => Reflect.set(target, key, value, target),
  });
}
