import type { UserFromGetMe } from "grammy/types";

/** What grammY asks the platform for at its start. */
export const botInfo: UserFromGetMe = {
  id: 1,
  is_bot: true,
  first_name: "Bench",
  username: "bench_bot",
  can_join_groups: true,
  can_read_all_group_messages: false,
  can_manage_bots: false,
  can_connect_to_business: false,
  supports_inline_queries: false,
  supports_join_request_queries: false,
  has_main_web_app: false,
  has_topics_enabled: false,
  allows_users_to_create_topics: false,
};
