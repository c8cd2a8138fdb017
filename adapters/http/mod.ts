/**
 * The HTTP server that adapters share: webhooks and health.
 *
 * @module
 */
export * from "./health_page.ts";
export * from "./http_server.ts";
export * from "./request_body.ts";
