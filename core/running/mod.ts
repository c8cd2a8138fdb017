/** The order in which things happen: intake, lanes, time limits, and how each unit comes to its end. */
export { WorkQueue } from "./work_queue.ts";
