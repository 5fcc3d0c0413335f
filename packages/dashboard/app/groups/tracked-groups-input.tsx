/** An entry of `periodic_group_tracking`; what is not named here stays as it is. */
export interface TrackedGroupValue {
  groupIdentifier: string;
  displayName: string;
  cronTrackingSchedule: string;
  [key: string]: unknown;
}

export interface TrackedGroupsInputProps {
  userId: string;
  /** The IANA zone that the schedules are read in; null: that of the server. */
  timezone: string | null;
  value: readonly TrackedGroupValue[];
  onChange: (value: TrackedGroupValue[]) => void;
}

/** Which groups are tracked, and when. */
export function TrackedGroupsInput({ value }: TrackedGroupsInputProps) {
  return <p>{value.length}</p>;
}
