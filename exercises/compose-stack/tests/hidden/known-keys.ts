import { refusal, toFields, type Fields } from './fields.ts';

// From the schema of the specification: https://github.com/compose-spec/compose-spec/blob/main/schema/compose-spec.json

const TOP = 'version name include services models networks volumes secrets configs';

const SERVICE =
  'develop deploy annotations attach build blkio_config cap_add cap_drop cgroup cgroup_parent command configs container_name ' +
  'cpu_count cpu_percent cpu_shares cpu_quota cpu_period cpu_rt_period cpu_rt_runtime cpus cpuset credential_spec depends_on ' +
  'device_cgroup_rules devices dns dns_opt dns_search domainname entrypoint env_file label_file environment expose extends ' +
  'provider external_links extra_hosts gpus group_add healthcheck hostname image init ipc isolation labels links logging ' +
  'mac_address mem_limit mem_reservation mem_swappiness memswap_limit network_mode models networks oom_kill_disable ' +
  'oom_score_adj pid pids_limit platform ports pre_start post_start pre_stop privileged profiles pull_policy ' +
  'pull_refresh_after read_only restart runtime scale security_opt shm_size secrets sysctls stdin_open stop_grace_period ' +
  'stop_signal storage_opt tmpfs tty ulimits use_api_socket user uts userns_mode volumes volumes_from working_dir';

const PARTS: readonly (readonly [string, string])[] = [
  ['healthcheck', 'disable interval retries test timeout start_period start_interval'],
  ['logging', 'driver options'],
  [
    'deploy',
    'mode endpoint_mode replicas labels rollback_config update_config resources restart_policy placement',
  ],
];

const RESOURCES: Readonly<Record<string, string>> = {
  networks: 'name driver driver_opts ipam external internal enable_ipv4 enable_ipv6 attachable labels',
  volumes: 'name driver driver_opts external labels',
  secrets: 'name environment file external labels driver driver_opts template_driver',
  configs: 'name content environment file external labels template_driver',
};

/** Refuses what is not in the specification, such as a key that is misspelt. */
export function refuseUnknownKeys(document: Fields, path: string): void {
  check(document, TOP, 'the file', path);
  for (const [name, service] of Object.entries(toFields(document.services))) {
    const fields = toFields(service);
    check(fields, SERVICE, `services.${name}`, path);
    for (const [part, keys] of PARTS) check(toFields(fields[part]), keys, `services.${name}.${part}`, path);
  }
  for (const [kind, keys] of Object.entries(RESOURCES))
    for (const [name, resource] of Object.entries(toFields(document[kind])))
      check(toFields(resource), keys, `${kind}.${name}`, path);
}

function check(fields: Fields, keys: string, place: string, path: string): void {
  const known = keys.split(' ');
  const unknown = Object.keys(fields).find((key) => !known.includes(key) && !key.startsWith('x-'));
  if (unknown !== undefined) throw refusal(path, `${place} has no key ${JSON.stringify(unknown)}`);
}
