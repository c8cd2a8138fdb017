/** Which addresses of the internet are for everybody: what is left is somebody's own network, or this machine. */
import ipaddr from "ipaddr.js";

type Address = ReturnType<typeof ipaddr.parse>;

/** What is given out of IPv6 today; everything else of it is of no use but for surprises. */
const GIVEN_OUT = ipaddr.IPv6.parseCIDR("2000::/3");
/** Where networks without IPv4 reach it, the address in the last four bytes. */
const TRANSLATED = ipaddr.IPv6.parseCIDR("64:ff9b::/96");
/** Public by its range, but in a cloud it is what the cloud tells its own machines. */
const OF_CLOUDS: readonly string[] = ["168.63.129.16"];

/** Whether an address is a public one; a text that is no address is none. One of IPv6 that leads to one of IPv4 is as public as that. */
export function isPublicAddress(text: string): boolean {
  // One with a zone is of a network of this machine.
  if (text.includes("%") || !ipaddr.isValid(text)) return false;
  return isPublic(ipaddr.parse(text));
}

function isPublic(address: Address): boolean {
  if (address instanceof ipaddr.IPv4) return address.range() === "unicast" && !OF_CLOUDS.includes(address.toString());
  if (address.isIPv4MappedAddress() || address.match(TRANSLATED)) {
    return isPublic(ipaddr.fromByteArray(address.toByteArray().slice(12)));
  }
  return address.range() === "unicast" && address.match(GIVEN_OUT);
}
