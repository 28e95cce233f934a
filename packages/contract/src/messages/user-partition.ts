import * as z from "zod";
import { UserId } from "../schemas/id.js";
import { Count } from "../schemas/vocabulary.js";
import { StateDict } from "./export-session.js";

/** Body of making a user the active one. */
export const SwitchUserRequest = z.object({ user_id: UserId }).meta({ id: "SwitchUserRequest" });

/** Answer of making a user the active one. */
export const SwitchUserResponse = z
  .strictObject({
    active_user: z.string(),
    previous_user: z.string().describe("`default` before the first switch."),
  })
  .meta({ id: "SwitchUserResponse" });

/** Answer of who the active user is. */
export const ActiveUserResponse = z
  .strictObject({ active_user: z.string().describe("`default` before the first switch.") })
  .meta({ id: "ActiveUserResponse" });

/** Answer of serializing a user's partition. */
export const SerializeUserResponse = z
  .strictObject({ user_id: z.string(), state: StateDict })
  .meta({ id: "SerializeUserResponse" });

/** Answer of forgetting a user. */
export const ForgetUserResponse = z
  .strictObject({
    user_id: z.string(),
    deleted: z.literal(true),
    sessions_deleted: Count.describe("The user's own session, and those whose metadata name it."),
  })
  .meta({ id: "ForgetUserResponse" });
