import type { EventTransport } from "../event-transport.js";
import { describeDeliveryContract } from "./contract/delivery-contract.js";
import { describeFaultContract } from "./contract/fault-contract.js";
import { describeIsolationContract } from "./contract/isolation-contract.js";
import { describeOverflowContract } from "./contract/overflow-contract.js";
import type { VirtualTime } from "./virtual-time.js";

/** Makes a transport on virtual time. */
export type CreateTransport = (time: VirtualTime) => EventTransport;

/** What a bus does, whichever transport carries its events. */
export function describeTransportContract(createTransport: CreateTransport): void {
  describeDeliveryContract(createTransport);
  describeIsolationContract(createTransport);
  describeOverflowContract(createTransport);
  describeFaultContract(createTransport);
}
