import type { BackgroundTaskManager, Clock, HandlerContext, TaskChild, TaskInfo, Translations } from "@portico/bot";
import { quote } from "./quote.ts";
import { sayMoment } from "./time_words.ts";

/** More than this is counted, not listed: a message has an end. */
const TASKS_SHOWN = 20;
const CHILDREN_SHOWN = 10;

/** What `/tasks` says: everything for the owner, for members their own tasks and their own parts of others. */
export class TasksPage {
  constructor(
    private readonly tasks: BackgroundTaskManager,
    private readonly translations: Translations,
    private readonly clock: Clock,
  ) {}

  /** The live tasks, then those that have ended. */
  show(ctx: HandlerContext): string {
    const tasks = this.tasks.list().map((task) => visible(task, ctx)).filter((task) => task !== undefined);
    if (tasks.length === 0) return ctx.t("tasks-none");
    const lines = [ctx.t("tasks-title")];
    for (const task of tasks.slice(0, TASKS_SHOWN)) {
      const { id } = task;
      lines.push(
        "- " + ctx.t("tasks-line", { id, description: this.#describe(task, ctx), details: this.#details(task, ctx) }),
        ...task.children.slice(0, CHILDREN_SHOWN).map((child) => `  - ${this.#child(child, ctx)}`),
      );
      const left = task.children.length - CHILDREN_SHOWN;
      if (left > 0) lines.push(`  - ${ctx.t("tasks-more", { count: left })}`);
    }
    if (tasks.length > TASKS_SHOWN) lines.push("- " + ctx.t("tasks-more", { count: tasks.length - TASKS_SHOWN }));
    return lines.join("\n");
  }

  /** In the owner's own texts a task is called `task-<method>`; its bare description serves where there is none. */
  #describe({ id, owner, description }: TaskInfo, { language }: HandlerContext): string {
    const text = `task-${id.slice(id.lastIndexOf(".") + 1)}`;
    return this.translations.has(owner, text) ? this.translations.t(owner, language, text) : description;
  }

  #details({ status, startedAt, endedAt, nextAt, runs, lastError }: TaskInfo, ctx: HandlerContext): string {
    const when = (moment: number) => sayMoment(ctx.language, moment, this.clock.now());
    return [
      ctx.t(`state-${status}`),
      endedAt !== undefined
        ? ctx.t("detail-ended", { when: when(endedAt) })
        : startedAt !== undefined && status === "running"
        ? ctx.t("detail-began", { when: when(startedAt) })
        : undefined,
      nextAt === undefined ? undefined : ctx.t("detail-next", { when: when(nextAt) }),
      runs > 1 ? ctx.t("detail-runs", { count: runs }) : undefined,
      lastError === undefined ? undefined : ctx.t("detail-error", { error: quote(lastError) }),
    ].filter((part) => part !== undefined).join(", ");
  }

  #child({ description, userId, startedAt }: TaskChild, ctx: HandlerContext): string {
    const since = sayMoment(ctx.language, startedAt, this.clock.now());
    return userId === undefined || ctx.account.role !== "owner"
      ? ctx.t("tasks-child", { description, since })
      : ctx.t("tasks-child-of", { description, since, user: userId });
  }
}

/** What this person may see of a task. */
function visible(task: TaskInfo, { account }: HandlerContext): TaskInfo | undefined {
  if (account.role === "owner") return task;
  const children = task.children.filter(({ userId }) => userId === account.id);
  if (task.userId === account.id) return { ...task, children };
  if (children.length === 0) return undefined;
  // Somebody else's errors are nobody's business.
  const { lastError: _hidden, ...rest } = task;
  return { ...rest, children };
}
