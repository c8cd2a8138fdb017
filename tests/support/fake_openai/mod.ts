/** An OpenAI-compatible endpoint for tests: see README.md. */
export { type Answer, type AnsweredCall, broken, endlessText, type Fault, status } from "./answer.ts";
export { type ChatMessage, ChatRequest } from "./chat_request.ts";
export { type Answering, FakeOpenAI, type FakeOpenAIOptions } from "./fake_openai.ts";
export { modelPluginOver } from "./model_plugin.ts";
