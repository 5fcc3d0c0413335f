/** An entry of `periodic_group_tracking`; what is not named here stays as it is. */
export interface TrackedGroupValue {
  groupIdentifier: string;
  displayName: string;
  cronTrackingSchedule: string;
  digest?: DigestValue;
  [key: string]: unknown;
}

/** Whether and how each period is summed up. */
export interface DigestValue {
  enabled: boolean;
  prompt?: string;
  /** `self`, or a contact as in a whitelist. */
  deliver_to: string;
}
