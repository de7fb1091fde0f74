// Made by scripts/generate-types.mjs from the schema table; do not edit.
// Messages as Mesos writes them in JSON: snake_case members, enums by name, bytes in base64, 64-bit integers as numbers.
// Names are relative to package mesos.v1.
export interface FrameworkID { value: string; }
export interface OfferID { value: string; }
export interface AgentID { value: string; }
export interface TaskID { value: string; }
export interface ExecutorID { value: string; }
export interface ContainerID { value: string; parent?: ContainerID | undefined; }
export interface ResourceProviderID { value: string; }
export interface OperationID { value: string; }
export interface TimeInfo { nanoseconds: number; }
export interface DurationInfo { nanoseconds: number; }
export interface Address { hostname?: string | undefined; ip?: string | undefined; port: number; }
export interface URL { scheme: string; address: Address; path?: string | undefined; query?: Parameter[] | undefined; fragment?: string | undefined; }
export interface Unavailability { start: TimeInfo; duration?: DurationInfo | undefined; }
export interface MachineID { hostname?: string | undefined; ip?: string | undefined; }
export interface MachineInfo { id: MachineID; mode?: MachineInfo.Mode | undefined; unavailability?: Unavailability | undefined; }
export namespace MachineInfo {
export type Mode = 'UP' | 'DRAINING' | 'DOWN';
}
export interface FrameworkInfo { user: string; name: string; id?: FrameworkID | undefined; failover_timeout?: number | undefined; checkpoint?: boolean | undefined; role?: string | undefined; roles?: string[] | undefined; hostname?: string | undefined; principal?: string | undefined; webui_url?: string | undefined; capabilities?: FrameworkInfo.Capability[] | undefined; labels?: Labels | undefined; offer_filters?: Record<string, OfferFilters> | undefined; }
export namespace FrameworkInfo {
export interface Capability { type?: FrameworkInfo.Capability.Type | undefined; }
export namespace Capability {
export type Type = 'UNKNOWN' | 'REVOCABLE_RESOURCES' | 'TASK_KILLING_STATE' | 'GPU_RESOURCES' | 'SHARED_RESOURCES' | 'PARTITION_AWARE' | 'MULTI_ROLE' | 'RESERVATION_REFINEMENT' | 'REGION_AWARE';
}
}
export interface CheckInfo { type?: CheckInfo.Type | undefined; command?: CheckInfo.Command | undefined; http?: CheckInfo.Http | undefined; tcp?: CheckInfo.Tcp | undefined; delay_seconds?: number | undefined; interval_seconds?: number | undefined; timeout_seconds?: number | undefined; }
export namespace CheckInfo {
export interface Command { command: CommandInfo; }
export interface Http { port: number; path?: string | undefined; }
export interface Tcp { port: number; }
export type Type = 'UNKNOWN' | 'COMMAND' | 'HTTP' | 'TCP';
}
export interface HealthCheck { delay_seconds?: number | undefined; interval_seconds?: number | undefined; timeout_seconds?: number | undefined; consecutive_failures?: number | undefined; grace_period_seconds?: number | undefined; type?: HealthCheck.Type | undefined; command?: CommandInfo | undefined; http?: HealthCheck.HTTPCheckInfo | undefined; tcp?: HealthCheck.TCPCheckInfo | undefined; }
export namespace HealthCheck {
export interface HTTPCheckInfo { protocol?: NetworkInfo.Protocol | undefined; scheme?: string | undefined; port: number; path?: string | undefined; statuses?: number[] | undefined; }
export interface TCPCheckInfo { protocol?: NetworkInfo.Protocol | undefined; port: number; }
export type Type = 'UNKNOWN' | 'COMMAND' | 'HTTP' | 'TCP';
}
export interface KillPolicy { grace_period?: DurationInfo | undefined; }
export interface CommandInfo { uris?: CommandInfo.URI[] | undefined; environment?: Environment | undefined; shell?: boolean | undefined; value?: string | undefined; arguments?: string[] | undefined; user?: string | undefined; }
export namespace CommandInfo {
export interface URI { value: string; executable?: boolean | undefined; extract?: boolean | undefined; cache?: boolean | undefined; output_file?: string | undefined; }
}
export interface ExecutorInfo { type?: ExecutorInfo.Type | undefined; executor_id: ExecutorID; framework_id?: FrameworkID | undefined; command?: CommandInfo | undefined; container?: ContainerInfo | undefined; resources?: Resource[] | undefined; name?: string | undefined; source?: string | undefined; data?: string | undefined; discovery?: DiscoveryInfo | undefined; shutdown_grace_period?: DurationInfo | undefined; labels?: Labels | undefined; }
export namespace ExecutorInfo {
export type Type = 'UNKNOWN' | 'DEFAULT' | 'CUSTOM';
}
export interface DomainInfo { fault_domain?: DomainInfo.FaultDomain | undefined; }
export namespace DomainInfo {
export interface FaultDomain { region: DomainInfo.FaultDomain.RegionInfo; zone: DomainInfo.FaultDomain.ZoneInfo; }
export namespace FaultDomain {
export interface RegionInfo { name: string; }
export interface ZoneInfo { name: string; }
}
}
export interface MasterInfo { id: string; ip: number; port: number; pid?: string | undefined; hostname?: string | undefined; version?: string | undefined; address?: Address | undefined; domain?: DomainInfo | undefined; capabilities?: MasterInfo.Capability[] | undefined; }
export namespace MasterInfo {
export interface Capability { type?: MasterInfo.Capability.Type | undefined; }
export namespace Capability {
export type Type = 'UNKNOWN' | 'AGENT_UPDATE' | 'AGENT_DRAINING' | 'QUOTA_V2';
}
}
export interface AgentInfo { hostname: string; port?: number | undefined; resources?: Resource[] | undefined; attributes?: Attribute[] | undefined; id?: AgentID | undefined; checkpoint?: boolean | undefined; domain?: DomainInfo | undefined; }
export namespace AgentInfo {
export interface Capability { type?: AgentInfo.Capability.Type | undefined; }
export namespace Capability {
export type Type = 'UNKNOWN' | 'MULTI_ROLE' | 'HIERARCHICAL_ROLE' | 'RESERVATION_REFINEMENT' | 'RESOURCE_PROVIDER' | 'RESIZE_VOLUME' | 'AGENT_OPERATION_FEEDBACK' | 'AGENT_DRAINING' | 'TASK_RESOURCE_LIMITS';
}
}
export interface CSIPluginContainerInfo { services?: CSIPluginContainerInfo.Service[] | undefined; command?: CommandInfo | undefined; resources?: Resource[] | undefined; container?: ContainerInfo | undefined; }
export namespace CSIPluginContainerInfo {
export type Service = 'UNKNOWN' | 'CONTROLLER_SERVICE' | 'NODE_SERVICE';
}
export interface CSIPluginEndpoint { csi_service: CSIPluginContainerInfo.Service; endpoint: string; }
export interface CSIPluginInfo { type: string; name?: string | undefined; containers?: CSIPluginContainerInfo[] | undefined; endpoints?: CSIPluginEndpoint[] | undefined; target_path_root?: string | undefined; target_path_exists?: boolean | undefined; }
export interface ResourceProviderInfo { id?: ResourceProviderID | undefined; attributes?: Attribute[] | undefined; type: string; name: string; default_reservations?: Resource.ReservationInfo[] | undefined; storage?: ResourceProviderInfo.Storage | undefined; }
export namespace ResourceProviderInfo {
export interface Storage { plugin: CSIPluginInfo; reconciliation_interval_seconds?: number | undefined; }
}
export interface Value { type: Value.Type; scalar?: Value.Scalar | undefined; ranges?: Value.Ranges | undefined; set?: Value.Set | undefined; text?: Value.Text | undefined; }
export namespace Value {
export interface Scalar { value: number; }
export interface Range { begin: number; end: number; }
export interface Ranges { range?: Value.Range[] | undefined; }
export interface Set { item?: string[] | undefined; }
export interface Text { value: string; }
export type Type = 'SCALAR' | 'RANGES' | 'SET' | 'TEXT';
}
export interface Attribute { name: string; type: Value.Type; scalar?: Value.Scalar | undefined; ranges?: Value.Ranges | undefined; set?: Value.Set | undefined; text?: Value.Text | undefined; }
export interface Resource { provider_id?: ResourceProviderID | undefined; name: string; type: Value.Type; scalar?: Value.Scalar | undefined; ranges?: Value.Ranges | undefined; set?: Value.Set | undefined; role?: string | undefined; allocation_info?: Resource.AllocationInfo | undefined; reservation?: Resource.ReservationInfo | undefined; reservations?: Resource.ReservationInfo[] | undefined; disk?: Resource.DiskInfo | undefined; revocable?: Resource.RevocableInfo | undefined; shared?: Resource.SharedInfo | undefined; }
export namespace Resource {
export interface AllocationInfo { role?: string | undefined; }
export interface ReservationInfo { type?: Resource.ReservationInfo.Type | undefined; role?: string | undefined; principal?: string | undefined; labels?: Labels | undefined; }
export namespace ReservationInfo {
export type Type = 'UNKNOWN' | 'STATIC' | 'DYNAMIC';
}
export interface DiskInfo { persistence?: Resource.DiskInfo.Persistence | undefined; volume?: Volume | undefined; source?: Resource.DiskInfo.Source | undefined; }
export namespace DiskInfo {
export interface Persistence { id: string; principal?: string | undefined; }
export interface Source { type: Resource.DiskInfo.Source.Type; path?: Resource.DiskInfo.Source.Path | undefined; mount?: Resource.DiskInfo.Source.Mount | undefined; vendor?: string | undefined; id?: string | undefined; metadata?: Labels | undefined; profile?: string | undefined; }
export namespace Source {
export interface Path { root?: string | undefined; }
export interface Mount { root?: string | undefined; }
export type Type = 'UNKNOWN' | 'PATH' | 'MOUNT' | 'BLOCK' | 'RAW';
}
}
export interface RevocableInfo {  }
export interface SharedInfo {  }
}
export interface TrafficControlStatistics { id: string; backlog?: number | undefined; bytes?: number | undefined; drops?: number | undefined; overlimits?: number | undefined; packets?: number | undefined; qlen?: number | undefined; ratebps?: number | undefined; ratepps?: number | undefined; requeues?: number | undefined; }
export interface IpStatistics { Forwarding?: number | undefined; DefaultTTL?: number | undefined; InReceives?: number | undefined; InHdrErrors?: number | undefined; InAddrErrors?: number | undefined; ForwDatagrams?: number | undefined; InUnknownProtos?: number | undefined; InDiscards?: number | undefined; InDelivers?: number | undefined; OutRequests?: number | undefined; OutDiscards?: number | undefined; OutNoRoutes?: number | undefined; ReasmTimeout?: number | undefined; ReasmReqds?: number | undefined; ReasmOKs?: number | undefined; ReasmFails?: number | undefined; FragOKs?: number | undefined; FragFails?: number | undefined; FragCreates?: number | undefined; }
export interface IcmpStatistics { InMsgs?: number | undefined; InErrors?: number | undefined; InCsumErrors?: number | undefined; InDestUnreachs?: number | undefined; InTimeExcds?: number | undefined; InParmProbs?: number | undefined; InSrcQuenchs?: number | undefined; InRedirects?: number | undefined; InEchos?: number | undefined; InEchoReps?: number | undefined; InTimestamps?: number | undefined; InTimestampReps?: number | undefined; InAddrMasks?: number | undefined; InAddrMaskReps?: number | undefined; OutMsgs?: number | undefined; OutErrors?: number | undefined; OutDestUnreachs?: number | undefined; OutTimeExcds?: number | undefined; OutParmProbs?: number | undefined; OutSrcQuenchs?: number | undefined; OutRedirects?: number | undefined; OutEchos?: number | undefined; OutEchoReps?: number | undefined; OutTimestamps?: number | undefined; OutTimestampReps?: number | undefined; OutAddrMasks?: number | undefined; OutAddrMaskReps?: number | undefined; }
export interface TcpStatistics { RtoAlgorithm?: number | undefined; RtoMin?: number | undefined; RtoMax?: number | undefined; MaxConn?: number | undefined; ActiveOpens?: number | undefined; PassiveOpens?: number | undefined; AttemptFails?: number | undefined; EstabResets?: number | undefined; CurrEstab?: number | undefined; InSegs?: number | undefined; OutSegs?: number | undefined; RetransSegs?: number | undefined; InErrs?: number | undefined; OutRsts?: number | undefined; InCsumErrors?: number | undefined; }
export interface UdpStatistics { InDatagrams?: number | undefined; NoPorts?: number | undefined; InErrors?: number | undefined; OutDatagrams?: number | undefined; RcvbufErrors?: number | undefined; SndbufErrors?: number | undefined; InCsumErrors?: number | undefined; IgnoredMulti?: number | undefined; }
export interface SNMPStatistics { ip_stats?: IpStatistics | undefined; icmp_stats?: IcmpStatistics | undefined; tcp_stats?: TcpStatistics | undefined; udp_stats?: UdpStatistics | undefined; }
export interface DiskStatistics { source?: Resource.DiskInfo.Source | undefined; persistence?: Resource.DiskInfo.Persistence | undefined; limit_bytes?: number | undefined; used_bytes?: number | undefined; }
export interface ResourceStatistics { timestamp: number; processes?: number | undefined; threads?: number | undefined; cpus_user_time_secs?: number | undefined; cpus_system_time_secs?: number | undefined; cpus_limit?: number | undefined; cpus_soft_limit?: number | undefined; cpus_nr_periods?: number | undefined; cpus_nr_throttled?: number | undefined; cpus_throttled_time_secs?: number | undefined; mem_total_bytes?: number | undefined; mem_total_memsw_bytes?: number | undefined; mem_kmem_usage_bytes?: number | undefined; mem_kmem_tcp_usage_bytes?: number | undefined; mem_limit_bytes?: number | undefined; mem_soft_limit_bytes?: number | undefined; mem_file_bytes?: number | undefined; mem_anon_bytes?: number | undefined; mem_cache_bytes?: number | undefined; mem_rss_bytes?: number | undefined; mem_mapped_file_bytes?: number | undefined; mem_swap_bytes?: number | undefined; mem_unevictable_bytes?: number | undefined; mem_low_pressure_counter?: number | undefined; mem_medium_pressure_counter?: number | undefined; mem_critical_pressure_counter?: number | undefined; disk_limit_bytes?: number | undefined; disk_used_bytes?: number | undefined; disk_statistics?: DiskStatistics[] | undefined; blkio_statistics?: CgroupInfo.Blkio.Statistics | undefined; perf?: PerfStatistics | undefined; net_rx_packets?: number | undefined; net_rx_bytes?: number | undefined; net_rx_errors?: number | undefined; net_rx_dropped?: number | undefined; net_tx_packets?: number | undefined; net_tx_bytes?: number | undefined; net_tx_errors?: number | undefined; net_tx_dropped?: number | undefined; net_tx_rate_limit?: number | undefined; net_tx_burst_rate_limit?: number | undefined; net_tx_burst_size?: number | undefined; net_rx_rate_limit?: number | undefined; net_rx_burst_rate_limit?: number | undefined; net_rx_burst_size?: number | undefined; net_rate_statistics?: ResourceStatistics.RateStatistics | undefined; net_ephemeral_ports?: Value.Range | undefined; net_tcp_rtt_microsecs_p50?: number | undefined; net_tcp_rtt_microsecs_p90?: number | undefined; net_tcp_rtt_microsecs_p95?: number | undefined; net_tcp_rtt_microsecs_p99?: number | undefined; net_tcp_active_connections?: number | undefined; net_tcp_time_wait_connections?: number | undefined; net_traffic_control_statistics?: TrafficControlStatistics[] | undefined; net_snmp_statistics?: SNMPStatistics | undefined; }
export namespace ResourceStatistics {
export interface RatePercentiles { min?: number | undefined; max?: number | undefined; p50?: number | undefined; p90?: number | undefined; p95?: number | undefined; p99?: number | undefined; p999?: number | undefined; p9999?: number | undefined; samples?: number | undefined; }
export interface RateStatistics { rx_rate?: ResourceStatistics.RatePercentiles | undefined; rx_packet_rate?: ResourceStatistics.RatePercentiles | undefined; rx_drop_rate?: ResourceStatistics.RatePercentiles | undefined; rx_error_rate?: ResourceStatistics.RatePercentiles | undefined; tx_rate?: ResourceStatistics.RatePercentiles | undefined; tx_packet_rate?: ResourceStatistics.RatePercentiles | undefined; tx_drop_rate?: ResourceStatistics.RatePercentiles | undefined; tx_error_rate?: ResourceStatistics.RatePercentiles | undefined; sampling_window_secs?: number | undefined; sampling_interval_secs?: number | undefined; }
}
export interface ResourceUsage { executors?: ResourceUsage.Executor[] | undefined; total?: Resource[] | undefined; }
export namespace ResourceUsage {
export interface Executor { executor_info: ExecutorInfo; allocated?: Resource[] | undefined; statistics?: ResourceStatistics | undefined; container_id: ContainerID; tasks?: ResourceUsage.Executor.Task[] | undefined; }
export namespace Executor {
export interface Task { name: string; id: TaskID; resources?: Resource[] | undefined; labels?: Labels | undefined; }
}
}
export interface PerfStatistics { timestamp: number; duration: number; cycles?: number | undefined; stalled_cycles_frontend?: number | undefined; stalled_cycles_backend?: number | undefined; instructions?: number | undefined; cache_references?: number | undefined; cache_misses?: number | undefined; branches?: number | undefined; branch_misses?: number | undefined; bus_cycles?: number | undefined; ref_cycles?: number | undefined; cpu_clock?: number | undefined; task_clock?: number | undefined; page_faults?: number | undefined; minor_faults?: number | undefined; major_faults?: number | undefined; context_switches?: number | undefined; cpu_migrations?: number | undefined; alignment_faults?: number | undefined; emulation_faults?: number | undefined; l1_dcache_loads?: number | undefined; l1_dcache_load_misses?: number | undefined; l1_dcache_stores?: number | undefined; l1_dcache_store_misses?: number | undefined; l1_dcache_prefetches?: number | undefined; l1_dcache_prefetch_misses?: number | undefined; l1_icache_loads?: number | undefined; l1_icache_load_misses?: number | undefined; l1_icache_prefetches?: number | undefined; l1_icache_prefetch_misses?: number | undefined; llc_loads?: number | undefined; llc_load_misses?: number | undefined; llc_stores?: number | undefined; llc_store_misses?: number | undefined; llc_prefetches?: number | undefined; llc_prefetch_misses?: number | undefined; dtlb_loads?: number | undefined; dtlb_load_misses?: number | undefined; dtlb_stores?: number | undefined; dtlb_store_misses?: number | undefined; dtlb_prefetches?: number | undefined; dtlb_prefetch_misses?: number | undefined; itlb_loads?: number | undefined; itlb_load_misses?: number | undefined; branch_loads?: number | undefined; branch_load_misses?: number | undefined; node_loads?: number | undefined; node_load_misses?: number | undefined; node_stores?: number | undefined; node_store_misses?: number | undefined; node_prefetches?: number | undefined; node_prefetch_misses?: number | undefined; }
export interface OfferFilters { min_allocatable_resources?: OfferFilters.MinAllocatableResources | undefined; }
export namespace OfferFilters {
export interface ResourceQuantities { quantities?: Record<string, Value.Scalar> | undefined; }
export interface MinAllocatableResources { quantities?: OfferFilters.ResourceQuantities[] | undefined; }
}
export interface Request { agent_id?: AgentID | undefined; resources?: Resource[] | undefined; }
export interface Offer { id: OfferID; framework_id: FrameworkID; agent_id: AgentID; hostname: string; url?: URL | undefined; domain?: DomainInfo | undefined; resources?: Resource[] | undefined; attributes?: Attribute[] | undefined; executor_ids?: ExecutorID[] | undefined; unavailability?: Unavailability | undefined; allocation_info?: Resource.AllocationInfo | undefined; }
export namespace Offer {
export interface Operation { type?: Offer.Operation.Type | undefined; id?: OperationID | undefined; launch?: Offer.Operation.Launch | undefined; launch_group?: Offer.Operation.LaunchGroup | undefined; reserve?: Offer.Operation.Reserve | undefined; unreserve?: Offer.Operation.Unreserve | undefined; create?: Offer.Operation.Create | undefined; destroy?: Offer.Operation.Destroy | undefined; grow_volume?: Offer.Operation.GrowVolume | undefined; shrink_volume?: Offer.Operation.ShrinkVolume | undefined; create_disk?: Offer.Operation.CreateDisk | undefined; destroy_disk?: Offer.Operation.DestroyDisk | undefined; }
export namespace Operation {
export interface Launch { task_infos?: TaskInfo[] | undefined; }
export interface LaunchGroup { executor: ExecutorInfo; task_group: TaskGroupInfo; }
export interface Reserve { source?: Resource[] | undefined; resources?: Resource[] | undefined; }
export interface Unreserve { resources?: Resource[] | undefined; }
export interface Create { volumes?: Resource[] | undefined; }
export interface Destroy { volumes?: Resource[] | undefined; }
export interface GrowVolume { volume: Resource; addition: Resource; }
export interface ShrinkVolume { volume: Resource; subtract: Value.Scalar; }
export interface CreateDisk { source: Resource; target_type: Resource.DiskInfo.Source.Type; target_profile?: string | undefined; }
export interface DestroyDisk { source: Resource; }
export type Type = 'UNKNOWN' | 'LAUNCH' | 'LAUNCH_GROUP' | 'RESERVE' | 'UNRESERVE' | 'CREATE' | 'DESTROY' | 'GROW_VOLUME' | 'SHRINK_VOLUME' | 'CREATE_DISK' | 'DESTROY_DISK';
}
}
export interface InverseOffer { id: OfferID; url?: URL | undefined; framework_id: FrameworkID; agent_id?: AgentID | undefined; unavailability: Unavailability; resources?: Resource[] | undefined; }
export interface TaskInfo { name: string; task_id: TaskID; agent_id: AgentID; resources?: Resource[] | undefined; executor?: ExecutorInfo | undefined; command?: CommandInfo | undefined; container?: ContainerInfo | undefined; health_check?: HealthCheck | undefined; check?: CheckInfo | undefined; kill_policy?: KillPolicy | undefined; data?: string | undefined; labels?: Labels | undefined; discovery?: DiscoveryInfo | undefined; max_completion_time?: DurationInfo | undefined; limits?: Record<string, Value.Scalar> | undefined; }
export interface TaskGroupInfo { tasks?: TaskInfo[] | undefined; }
export interface Task { name: string; task_id: TaskID; framework_id: FrameworkID; executor_id?: ExecutorID | undefined; agent_id: AgentID; state: TaskState; resources?: Resource[] | undefined; statuses?: TaskStatus[] | undefined; status_update_state?: TaskState | undefined; status_update_uuid?: string | undefined; labels?: Labels | undefined; discovery?: DiscoveryInfo | undefined; container?: ContainerInfo | undefined; health_check?: HealthCheck | undefined; kill_policy?: KillPolicy | undefined; user?: string | undefined; limits?: Record<string, Value.Scalar> | undefined; }
export interface TaskResourceLimitation { resources?: Resource[] | undefined; }
export interface UUID { value: string; }
export interface Operation { framework_id?: FrameworkID | undefined; agent_id?: AgentID | undefined; info: Offer.Operation; latest_status: OperationStatus; statuses?: OperationStatus[] | undefined; uuid: UUID; }
export interface OperationStatus { operation_id?: OperationID | undefined; state: OperationState; message?: string | undefined; converted_resources?: Resource[] | undefined; uuid?: UUID | undefined; agent_id?: AgentID | undefined; resource_provider_id?: ResourceProviderID | undefined; }
export interface CheckStatusInfo { type?: CheckInfo.Type | undefined; command?: CheckStatusInfo.Command | undefined; http?: CheckStatusInfo.Http | undefined; tcp?: CheckStatusInfo.Tcp | undefined; }
export namespace CheckStatusInfo {
export interface Command { exit_code?: number | undefined; }
export interface Http { status_code?: number | undefined; }
export interface Tcp { succeeded?: boolean | undefined; }
}
export interface TaskStatus { task_id: TaskID; state: TaskState; message?: string | undefined; source?: TaskStatus.Source | undefined; reason?: TaskStatus.Reason | undefined; data?: string | undefined; agent_id?: AgentID | undefined; executor_id?: ExecutorID | undefined; timestamp?: number | undefined; uuid?: string | undefined; healthy?: boolean | undefined; check_status?: CheckStatusInfo | undefined; labels?: Labels | undefined; container_status?: ContainerStatus | undefined; unreachable_time?: TimeInfo | undefined; limitation?: TaskResourceLimitation | undefined; }
export namespace TaskStatus {
export type Source = 'SOURCE_MASTER' | 'SOURCE_AGENT' | 'SOURCE_EXECUTOR';
export type Reason = 'REASON_COMMAND_EXECUTOR_FAILED' | 'REASON_CONTAINER_LAUNCH_FAILED' | 'REASON_CONTAINER_LIMITATION' | 'REASON_CONTAINER_LIMITATION_DISK' | 'REASON_CONTAINER_LIMITATION_MEMORY' | 'REASON_CONTAINER_PREEMPTED' | 'REASON_CONTAINER_UPDATE_FAILED' | 'REASON_MAX_COMPLETION_TIME_REACHED' | 'REASON_EXECUTOR_REGISTRATION_TIMEOUT' | 'REASON_EXECUTOR_REREGISTRATION_TIMEOUT' | 'REASON_EXECUTOR_TERMINATED' | 'REASON_EXECUTOR_UNREGISTERED' | 'REASON_FRAMEWORK_REMOVED' | 'REASON_GC_ERROR' | 'REASON_INVALID_FRAMEWORKID' | 'REASON_INVALID_OFFERS' | 'REASON_IO_SWITCHBOARD_EXITED' | 'REASON_MASTER_DISCONNECTED' | 'REASON_RECONCILIATION' | 'REASON_RESOURCES_UNKNOWN' | 'REASON_AGENT_DISCONNECTED' | 'REASON_AGENT_DRAINING' | 'REASON_AGENT_REMOVED' | 'REASON_AGENT_REMOVED_BY_OPERATOR' | 'REASON_AGENT_REREGISTERED' | 'REASON_AGENT_RESTARTED' | 'REASON_AGENT_UNKNOWN' | 'REASON_TASK_KILLED_DURING_LAUNCH' | 'REASON_TASK_CHECK_STATUS_UPDATED' | 'REASON_TASK_HEALTH_CHECK_STATUS_UPDATED' | 'REASON_TASK_GROUP_INVALID' | 'REASON_TASK_GROUP_UNAUTHORIZED' | 'REASON_TASK_INVALID' | 'REASON_TASK_UNAUTHORIZED' | 'REASON_TASK_UNKNOWN';
}
export interface Filters { refuse_seconds?: number | undefined; }
export interface Environment { variables?: Environment.Variable[] | undefined; }
export namespace Environment {
export interface Variable { name: string; type?: Environment.Variable.Type | undefined; value?: string | undefined; secret?: Secret | undefined; }
export namespace Variable {
export type Type = 'UNKNOWN' | 'VALUE' | 'SECRET';
}
}
export interface Parameter { key: string; value: string; }
export interface Parameters { parameter?: Parameter[] | undefined; }
export interface Credential { principal: string; secret?: string | undefined; }
export interface Credentials { credentials?: Credential[] | undefined; }
export interface Secret { type?: Secret.Type | undefined; reference?: Secret.Reference | undefined; value?: Secret.Value | undefined; }
export namespace Secret {
export interface Reference { name: string; key?: string | undefined; }
export interface Value { data: string; }
export type Type = 'UNKNOWN' | 'REFERENCE' | 'VALUE';
}
export interface RateLimit { qps?: number | undefined; principal: string; capacity?: number | undefined; }
export interface RateLimits { limits?: RateLimit[] | undefined; aggregate_default_qps?: number | undefined; aggregate_default_capacity?: number | undefined; }
export interface Image { type: Image.Type; appc?: Image.Appc | undefined; docker?: Image.Docker | undefined; cached?: boolean | undefined; }
export namespace Image {
export interface Appc { name: string; id?: string | undefined; labels?: Labels | undefined; }
export interface Docker { name: string; credential?: Credential | undefined; config?: Secret | undefined; }
export type Type = 'APPC' | 'DOCKER';
}
export interface MountPropagation { mode?: MountPropagation.Mode | undefined; }
export namespace MountPropagation {
export type Mode = 'UNKNOWN' | 'HOST_TO_CONTAINER' | 'BIDIRECTIONAL';
}
export interface Volume { mode: Volume.Mode; container_path: string; host_path?: string | undefined; image?: Image | undefined; source?: Volume.Source | undefined; }
export namespace Volume {
export interface Source { type?: Volume.Source.Type | undefined; docker_volume?: Volume.Source.DockerVolume | undefined; host_path?: Volume.Source.HostPath | undefined; sandbox_path?: Volume.Source.SandboxPath | undefined; secret?: Secret | undefined; csi_volume?: Volume.Source.CSIVolume | undefined; }
export namespace Source {
export interface DockerVolume { driver?: string | undefined; name: string; driver_options?: Parameters | undefined; }
export interface HostPath { path: string; mount_propagation?: MountPropagation | undefined; }
export interface SandboxPath { type?: Volume.Source.SandboxPath.Type | undefined; path: string; }
export namespace SandboxPath {
export type Type = 'UNKNOWN' | 'SELF' | 'PARENT';
}
export interface CSIVolume { plugin_name: string; static_provisioning?: Volume.Source.CSIVolume.StaticProvisioning | undefined; }
export namespace CSIVolume {
export interface VolumeCapability { block?: Volume.Source.CSIVolume.VolumeCapability.BlockVolume | undefined; mount?: Volume.Source.CSIVolume.VolumeCapability.MountVolume | undefined; access_mode: Volume.Source.CSIVolume.VolumeCapability.AccessMode; }
export namespace VolumeCapability {
export interface MountVolume { fs_type?: string | undefined; mount_flags?: string[] | undefined; }
export interface AccessMode { mode: Volume.Source.CSIVolume.VolumeCapability.AccessMode.Mode; }
export namespace AccessMode {
export type Mode = 'UNKNOWN' | 'SINGLE_NODE_WRITER' | 'SINGLE_NODE_READER_ONLY' | 'MULTI_NODE_READER_ONLY' | 'MULTI_NODE_SINGLE_WRITER' | 'MULTI_NODE_MULTI_WRITER';
}
export interface BlockVolume {  }
}
export interface StaticProvisioning { volume_id: string; volume_capability: Volume.Source.CSIVolume.VolumeCapability; node_stage_secrets?: Record<string, Secret> | undefined; node_publish_secrets?: Record<string, Secret> | undefined; volume_context?: Record<string, string> | undefined; }
}
export type Type = 'UNKNOWN' | 'DOCKER_VOLUME' | 'HOST_PATH' | 'SANDBOX_PATH' | 'SECRET' | 'CSI_VOLUME';
}
export type Mode = 'RW' | 'RO';
}
export interface NetworkInfo { ip_addresses?: NetworkInfo.IPAddress[] | undefined; name?: string | undefined; groups?: string[] | undefined; labels?: Labels | undefined; port_mappings?: NetworkInfo.PortMapping[] | undefined; }
export namespace NetworkInfo {
export interface IPAddress { protocol?: NetworkInfo.Protocol | undefined; ip_address?: string | undefined; }
export interface PortMapping { host_port: number; container_port: number; protocol?: string | undefined; }
export type Protocol = 'IPv4' | 'IPv6';
}
export interface CapabilityInfo { capabilities?: CapabilityInfo.Capability[] | undefined; }
export namespace CapabilityInfo {
export type Capability = 'UNKNOWN' | 'CHOWN' | 'DAC_OVERRIDE' | 'DAC_READ_SEARCH' | 'FOWNER' | 'FSETID' | 'KILL' | 'SETGID' | 'SETUID' | 'SETPCAP' | 'LINUX_IMMUTABLE' | 'NET_BIND_SERVICE' | 'NET_BROADCAST' | 'NET_ADMIN' | 'NET_RAW' | 'IPC_LOCK' | 'IPC_OWNER' | 'SYS_MODULE' | 'SYS_RAWIO' | 'SYS_CHROOT' | 'SYS_PTRACE' | 'SYS_PACCT' | 'SYS_ADMIN' | 'SYS_BOOT' | 'SYS_NICE' | 'SYS_RESOURCE' | 'SYS_TIME' | 'SYS_TTY_CONFIG' | 'MKNOD' | 'LEASE' | 'AUDIT_WRITE' | 'AUDIT_CONTROL' | 'SETFCAP' | 'MAC_OVERRIDE' | 'MAC_ADMIN' | 'SYSLOG' | 'WAKE_ALARM' | 'BLOCK_SUSPEND' | 'AUDIT_READ' | 'PERFMON' | 'BPF' | 'CHECKPOINT_RESTORE';
}
export interface SeccompInfo { profile_name?: string | undefined; unconfined?: boolean | undefined; }
export interface LinuxInfo { capability_info?: CapabilityInfo | undefined; bounding_capabilities?: CapabilityInfo | undefined; effective_capabilities?: CapabilityInfo | undefined; share_pid_namespace?: boolean | undefined; seccomp?: SeccompInfo | undefined; ipc_mode?: LinuxInfo.IpcMode | undefined; shm_size?: number | undefined; share_cgroups?: boolean | undefined; }
export namespace LinuxInfo {
export type IpcMode = 'UNKNOWN' | 'PRIVATE' | 'SHARE_PARENT';
}
export interface RLimitInfo { rlimits?: RLimitInfo.RLimit[] | undefined; }
export namespace RLimitInfo {
export interface RLimit { type?: RLimitInfo.RLimit.Type | undefined; hard?: number | undefined; soft?: number | undefined; }
export namespace RLimit {
export type Type = 'UNKNOWN' | 'RLMT_AS' | 'RLMT_CORE' | 'RLMT_CPU' | 'RLMT_DATA' | 'RLMT_FSIZE' | 'RLMT_LOCKS' | 'RLMT_MEMLOCK' | 'RLMT_MSGQUEUE' | 'RLMT_NICE' | 'RLMT_NOFILE' | 'RLMT_NPROC' | 'RLMT_RSS' | 'RLMT_RTPRIO' | 'RLMT_RTTIME' | 'RLMT_SIGPENDING' | 'RLMT_STACK';
}
}
export interface TTYInfo { window_size?: TTYInfo.WindowSize | undefined; }
export namespace TTYInfo {
export interface WindowSize { rows: number; columns: number; }
}
export interface ContainerInfo { type: ContainerInfo.Type; volumes?: Volume[] | undefined; hostname?: string | undefined; docker?: ContainerInfo.DockerInfo | undefined; mesos?: ContainerInfo.MesosInfo | undefined; network_infos?: NetworkInfo[] | undefined; linux_info?: LinuxInfo | undefined; rlimit_info?: RLimitInfo | undefined; tty_info?: TTYInfo | undefined; }
export namespace ContainerInfo {
export interface DockerInfo { image: string; network?: ContainerInfo.DockerInfo.Network | undefined; port_mappings?: ContainerInfo.DockerInfo.PortMapping[] | undefined; privileged?: boolean | undefined; parameters?: Parameter[] | undefined; force_pull_image?: boolean | undefined; volume_driver?: string | undefined; }
export namespace DockerInfo {
export interface PortMapping { host_port: number; container_port: number; protocol?: string | undefined; }
export type Network = 'HOST' | 'BRIDGE' | 'NONE' | 'USER';
}
export interface MesosInfo { image?: Image | undefined; }
export type Type = 'DOCKER' | 'MESOS';
}
export interface ContainerStatus { container_id?: ContainerID | undefined; network_infos?: NetworkInfo[] | undefined; cgroup_info?: CgroupInfo | undefined; executor_pid?: number | undefined; }
export interface CgroupInfo { net_cls?: CgroupInfo.NetCls | undefined; }
export namespace CgroupInfo {
export namespace Blkio {
export interface Value { op?: CgroupInfo.Blkio.Operation | undefined; value?: number | undefined; }
export namespace CFQ {
export interface Statistics { device?: Device.Number | undefined; sectors?: number | undefined; time?: number | undefined; io_serviced?: CgroupInfo.Blkio.Value[] | undefined; io_service_bytes?: CgroupInfo.Blkio.Value[] | undefined; io_service_time?: CgroupInfo.Blkio.Value[] | undefined; io_wait_time?: CgroupInfo.Blkio.Value[] | undefined; io_merged?: CgroupInfo.Blkio.Value[] | undefined; io_queued?: CgroupInfo.Blkio.Value[] | undefined; }
}
export namespace Throttling {
export interface Statistics { device?: Device.Number | undefined; io_serviced?: CgroupInfo.Blkio.Value[] | undefined; io_service_bytes?: CgroupInfo.Blkio.Value[] | undefined; }
}
export interface Statistics { cfq?: CgroupInfo.Blkio.CFQ.Statistics[] | undefined; cfq_recursive?: CgroupInfo.Blkio.CFQ.Statistics[] | undefined; throttling?: CgroupInfo.Blkio.Throttling.Statistics[] | undefined; }
export type Operation = 'UNKNOWN' | 'TOTAL' | 'READ' | 'WRITE' | 'SYNC' | 'ASYNC' | 'DISCARD';
}
export interface NetCls { classid?: number | undefined; }
}
export interface Labels { labels?: Label[] | undefined; }
export interface Label { key: string; value?: string | undefined; }
export interface Port { number: number; name?: string | undefined; protocol?: string | undefined; visibility?: DiscoveryInfo.Visibility | undefined; labels?: Labels | undefined; }
export interface Ports { ports?: Port[] | undefined; }
export interface DiscoveryInfo { visibility: DiscoveryInfo.Visibility; name?: string | undefined; environment?: string | undefined; location?: string | undefined; version?: string | undefined; ports?: Ports | undefined; labels?: Labels | undefined; }
export namespace DiscoveryInfo {
export type Visibility = 'FRAMEWORK' | 'CLUSTER' | 'EXTERNAL';
}
export interface WeightInfo { weight: number; role?: string | undefined; }
export interface VersionInfo { version: string; build_date?: string | undefined; build_time?: number | undefined; build_user?: string | undefined; git_sha?: string | undefined; git_branch?: string | undefined; git_tag?: string | undefined; }
export interface Flag { name: string; value?: string | undefined; }
export interface Role { name: string; weight: number; frameworks?: FrameworkID[] | undefined; resources?: Resource[] | undefined; }
export interface Metric { name: string; value?: number | undefined; }
export interface FileInfo { path: string; nlink?: number | undefined; size?: number | undefined; mtime?: TimeInfo | undefined; mode?: number | undefined; uid?: string | undefined; gid?: string | undefined; }
export interface Device { path?: string | undefined; number?: Device.Number | undefined; }
export namespace Device {
export interface Number { major_number: number; minor_number: number; }
}
export interface DeviceAccess { device: Device; access: DeviceAccess.Access; }
export namespace DeviceAccess {
export interface Access { read?: boolean | undefined; write?: boolean | undefined; mknod?: boolean | undefined; }
}
export interface DeviceWhitelist { allowed_devices?: DeviceAccess[] | undefined; }
export interface DrainConfig { max_grace_period?: DurationInfo | undefined; mark_gone?: boolean | undefined; }
export interface DrainInfo { state: DrainState; config: DrainConfig; }
export type Status = 'DRIVER_NOT_STARTED' | 'DRIVER_RUNNING' | 'DRIVER_ABORTED' | 'DRIVER_STOPPED';
export type TaskState = 'TASK_STAGING' | 'TASK_STARTING' | 'TASK_RUNNING' | 'TASK_KILLING' | 'TASK_FINISHED' | 'TASK_FAILED' | 'TASK_KILLED' | 'TASK_ERROR' | 'TASK_LOST' | 'TASK_DROPPED' | 'TASK_UNREACHABLE' | 'TASK_GONE' | 'TASK_GONE_BY_OPERATOR' | 'TASK_UNKNOWN';
export type OperationState = 'OPERATION_UNSUPPORTED' | 'OPERATION_PENDING' | 'OPERATION_FINISHED' | 'OPERATION_FAILED' | 'OPERATION_ERROR' | 'OPERATION_DROPPED' | 'OPERATION_UNREACHABLE' | 'OPERATION_GONE_BY_OPERATOR' | 'OPERATION_RECOVERING' | 'OPERATION_UNKNOWN';
export type DrainState = 'UNKNOWN' | 'DRAINING' | 'DRAINED';
export namespace google {
export namespace protobuf {
export interface Duration { seconds?: number | undefined; nanos?: number | undefined; }
}
}
export namespace agent {
export interface Call { type?: agent.Call.Type | undefined; get_metrics?: agent.Call.GetMetrics | undefined; set_logging_level?: agent.Call.SetLoggingLevel | undefined; list_files?: agent.Call.ListFiles | undefined; read_file?: agent.Call.ReadFile | undefined; get_containers?: agent.Call.GetContainers | undefined; launch_nested_container?: agent.Call.LaunchNestedContainer | undefined; wait_nested_container?: agent.Call.WaitNestedContainer | undefined; kill_nested_container?: agent.Call.KillNestedContainer | undefined; remove_nested_container?: agent.Call.RemoveNestedContainer | undefined; launch_nested_container_session?: agent.Call.LaunchNestedContainerSession | undefined; attach_container_input?: agent.Call.AttachContainerInput | undefined; attach_container_output?: agent.Call.AttachContainerOutput | undefined; launch_container?: agent.Call.LaunchContainer | undefined; wait_container?: agent.Call.WaitContainer | undefined; kill_container?: agent.Call.KillContainer | undefined; remove_container?: agent.Call.RemoveContainer | undefined; add_resource_provider_config?: agent.Call.AddResourceProviderConfig | undefined; update_resource_provider_config?: agent.Call.UpdateResourceProviderConfig | undefined; remove_resource_provider_config?: agent.Call.RemoveResourceProviderConfig | undefined; mark_resource_provider_gone?: agent.Call.MarkResourceProviderGone | undefined; prune_images?: agent.Call.PruneImages | undefined; }
export namespace Call {
export interface GetMetrics { timeout?: DurationInfo | undefined; }
export interface SetLoggingLevel { level: number; duration: DurationInfo; }
export interface ListFiles { path: string; }
export interface ReadFile { path: string; offset: number; length?: number | undefined; }
export interface GetContainers { show_nested?: boolean | undefined; show_standalone?: boolean | undefined; }
export interface LaunchNestedContainer { container_id: ContainerID; command?: CommandInfo | undefined; container?: ContainerInfo | undefined; }
export interface WaitNestedContainer { container_id: ContainerID; }
export interface KillNestedContainer { container_id: ContainerID; signal?: number | undefined; }
export interface RemoveNestedContainer { container_id: ContainerID; }
export interface LaunchNestedContainerSession { container_id: ContainerID; command?: CommandInfo | undefined; container?: ContainerInfo | undefined; }
export interface AttachContainerInput { type?: agent.Call.AttachContainerInput.Type | undefined; container_id?: ContainerID | undefined; process_io?: agent.ProcessIO | undefined; }
export namespace AttachContainerInput {
export type Type = 'UNKNOWN' | 'CONTAINER_ID' | 'PROCESS_IO';
}
export interface AttachContainerOutput { container_id: ContainerID; }
export interface LaunchContainer { container_id: ContainerID; command?: CommandInfo | undefined; resources?: Resource[] | undefined; container?: ContainerInfo | undefined; limits?: Record<string, Value.Scalar> | undefined; }
export interface WaitContainer { container_id: ContainerID; }
export interface KillContainer { container_id: ContainerID; signal?: number | undefined; }
export interface RemoveContainer { container_id: ContainerID; }
export interface AddResourceProviderConfig { info: ResourceProviderInfo; }
export interface UpdateResourceProviderConfig { info: ResourceProviderInfo; }
export interface RemoveResourceProviderConfig { type: string; name: string; }
export interface MarkResourceProviderGone { resource_provider_id: ResourceProviderID; }
export interface PruneImages { excluded_images?: Image[] | undefined; }
export type Type = 'UNKNOWN' | 'GET_HEALTH' | 'GET_FLAGS' | 'GET_VERSION' | 'GET_METRICS' | 'GET_LOGGING_LEVEL' | 'SET_LOGGING_LEVEL' | 'LIST_FILES' | 'READ_FILE' | 'GET_STATE' | 'GET_CONTAINERS' | 'GET_FRAMEWORKS' | 'GET_EXECUTORS' | 'GET_OPERATIONS' | 'GET_TASKS' | 'GET_AGENT' | 'GET_RESOURCE_PROVIDERS' | 'LAUNCH_NESTED_CONTAINER' | 'WAIT_NESTED_CONTAINER' | 'KILL_NESTED_CONTAINER' | 'REMOVE_NESTED_CONTAINER' | 'LAUNCH_NESTED_CONTAINER_SESSION' | 'ATTACH_CONTAINER_INPUT' | 'ATTACH_CONTAINER_OUTPUT' | 'LAUNCH_CONTAINER' | 'WAIT_CONTAINER' | 'KILL_CONTAINER' | 'REMOVE_CONTAINER' | 'ADD_RESOURCE_PROVIDER_CONFIG' | 'UPDATE_RESOURCE_PROVIDER_CONFIG' | 'REMOVE_RESOURCE_PROVIDER_CONFIG' | 'MARK_RESOURCE_PROVIDER_GONE' | 'PRUNE_IMAGES';
}
export interface Response { type?: agent.Response.Type | undefined; get_health?: agent.Response.GetHealth | undefined; get_flags?: agent.Response.GetFlags | undefined; get_version?: agent.Response.GetVersion | undefined; get_metrics?: agent.Response.GetMetrics | undefined; get_logging_level?: agent.Response.GetLoggingLevel | undefined; list_files?: agent.Response.ListFiles | undefined; read_file?: agent.Response.ReadFile | undefined; get_state?: agent.Response.GetState | undefined; get_containers?: agent.Response.GetContainers | undefined; get_frameworks?: agent.Response.GetFrameworks | undefined; get_executors?: agent.Response.GetExecutors | undefined; get_operations?: agent.Response.GetOperations | undefined; get_tasks?: agent.Response.GetTasks | undefined; get_agent?: agent.Response.GetAgent | undefined; get_resource_providers?: agent.Response.GetResourceProviders | undefined; wait_nested_container?: agent.Response.WaitNestedContainer | undefined; wait_container?: agent.Response.WaitContainer | undefined; }
export namespace Response {
export interface GetHealth { healthy: boolean; }
export interface GetFlags { flags?: Flag[] | undefined; }
export interface GetVersion { version_info: VersionInfo; }
export interface GetMetrics { metrics?: Metric[] | undefined; }
export interface GetLoggingLevel { level: number; }
export interface ListFiles { file_infos?: FileInfo[] | undefined; }
export interface ReadFile { size: number; data: string; }
export interface GetState { get_tasks?: agent.Response.GetTasks | undefined; get_executors?: agent.Response.GetExecutors | undefined; get_frameworks?: agent.Response.GetFrameworks | undefined; }
export interface GetContainers { containers?: agent.Response.GetContainers.Container[] | undefined; }
export namespace GetContainers {
export interface Container { framework_id?: FrameworkID | undefined; executor_id?: ExecutorID | undefined; executor_name?: string | undefined; container_id: ContainerID; container_status?: ContainerStatus | undefined; resource_statistics?: ResourceStatistics | undefined; }
}
export interface GetFrameworks { frameworks?: agent.Response.GetFrameworks.Framework[] | undefined; completed_frameworks?: agent.Response.GetFrameworks.Framework[] | undefined; }
export namespace GetFrameworks {
export interface Framework { framework_info: FrameworkInfo; }
}
export interface GetExecutors { executors?: agent.Response.GetExecutors.Executor[] | undefined; completed_executors?: agent.Response.GetExecutors.Executor[] | undefined; }
export namespace GetExecutors {
export interface Executor { executor_info: ExecutorInfo; }
}
export interface GetOperations { operations?: Operation[] | undefined; }
export interface GetTasks { pending_tasks?: Task[] | undefined; queued_tasks?: Task[] | undefined; launched_tasks?: Task[] | undefined; terminated_tasks?: Task[] | undefined; completed_tasks?: Task[] | undefined; }
export interface GetAgent { agent_info?: AgentInfo | undefined; drain_config?: DrainConfig | undefined; estimated_drain_start_time?: TimeInfo | undefined; }
export interface GetResourceProviders { resource_providers?: agent.Response.GetResourceProviders.ResourceProvider[] | undefined; }
export namespace GetResourceProviders {
export interface ResourceProvider { resource_provider_info: ResourceProviderInfo; total_resources?: Resource[] | undefined; }
}
export interface WaitNestedContainer { exit_status?: number | undefined; state?: TaskState | undefined; reason?: TaskStatus.Reason | undefined; limitation?: TaskResourceLimitation | undefined; message?: string | undefined; }
export interface WaitContainer { exit_status?: number | undefined; state?: TaskState | undefined; reason?: TaskStatus.Reason | undefined; limitation?: TaskResourceLimitation | undefined; message?: string | undefined; }
export type Type = 'UNKNOWN' | 'GET_HEALTH' | 'GET_FLAGS' | 'GET_VERSION' | 'GET_METRICS' | 'GET_LOGGING_LEVEL' | 'LIST_FILES' | 'READ_FILE' | 'GET_STATE' | 'GET_CONTAINERS' | 'GET_FRAMEWORKS' | 'GET_EXECUTORS' | 'GET_OPERATIONS' | 'GET_TASKS' | 'GET_AGENT' | 'GET_RESOURCE_PROVIDERS' | 'WAIT_NESTED_CONTAINER' | 'WAIT_CONTAINER';
}
export interface ProcessIO { type?: agent.ProcessIO.Type | undefined; data?: agent.ProcessIO.Data | undefined; control?: agent.ProcessIO.Control | undefined; }
export namespace ProcessIO {
export interface Data { type?: agent.ProcessIO.Data.Type | undefined; data?: string | undefined; }
export namespace Data {
export type Type = 'UNKNOWN' | 'STDIN' | 'STDOUT' | 'STDERR';
}
export interface Control { type?: agent.ProcessIO.Control.Type | undefined; tty_info?: TTYInfo | undefined; heartbeat?: agent.ProcessIO.Control.Heartbeat | undefined; }
export namespace Control {
export interface Heartbeat { interval?: DurationInfo | undefined; }
export type Type = 'UNKNOWN' | 'TTY_INFO' | 'HEARTBEAT';
}
export type Type = 'UNKNOWN' | 'DATA' | 'CONTROL';
}
}
export namespace allocator {
export interface InverseOfferStatus { status: allocator.InverseOfferStatus.Status; framework_id: FrameworkID; timestamp: TimeInfo; }
export namespace InverseOfferStatus {
export type Status = 'UNKNOWN' | 'ACCEPT' | 'DECLINE';
}
}
export namespace executor {
export interface Event { type?: executor.Event.Type | undefined; subscribed?: executor.Event.Subscribed | undefined; acknowledged?: executor.Event.Acknowledged | undefined; launch?: executor.Event.Launch | undefined; launch_group?: executor.Event.LaunchGroup | undefined; kill?: executor.Event.Kill | undefined; message?: executor.Event.Message | undefined; error?: executor.Event.Error | undefined; }
export namespace Event {
export interface Subscribed { executor_info: ExecutorInfo; framework_info: FrameworkInfo; agent_info: AgentInfo; container_id?: ContainerID | undefined; }
export interface Launch { task: TaskInfo; }
export interface LaunchGroup { task_group: TaskGroupInfo; }
export interface Kill { task_id: TaskID; kill_policy?: KillPolicy | undefined; }
export interface Acknowledged { task_id: TaskID; uuid: string; }
export interface Message { data: string; }
export interface Error { message: string; }
export type Type = 'UNKNOWN' | 'SUBSCRIBED' | 'LAUNCH' | 'LAUNCH_GROUP' | 'KILL' | 'ACKNOWLEDGED' | 'MESSAGE' | 'ERROR' | 'SHUTDOWN' | 'HEARTBEAT';
}
export interface Call { executor_id: ExecutorID; framework_id: FrameworkID; type?: executor.Call.Type | undefined; subscribe?: executor.Call.Subscribe | undefined; update?: executor.Call.Update | undefined; message?: executor.Call.Message | undefined; }
export namespace Call {
export interface Subscribe { unacknowledged_tasks?: TaskInfo[] | undefined; unacknowledged_updates?: executor.Call.Update[] | undefined; }
export interface Update { status: TaskStatus; }
export interface Message { data: string; }
export type Type = 'UNKNOWN' | 'SUBSCRIBE' | 'UPDATE' | 'MESSAGE' | 'HEARTBEAT';
}
}
export namespace internal {
export interface AuthenticateMessage { pid: string; }
export interface AuthenticationMechanismsMessage { mechanisms: string[]; }
export interface AuthenticationStartMessage { mechanism: string; data?: string | undefined; }
export interface AuthenticationStepMessage { data: string; }
export interface AuthenticationErrorMessage { error?: string | undefined; }
export interface Task { name: string; task_id: TaskID; framework_id: FrameworkID; executor_id?: ExecutorID | undefined; agent_id: AgentID; state: TaskState; resources: Resource[]; statuses: TaskStatus[]; status_update_state?: TaskState | undefined; status_update_uuid?: string | undefined; labels?: Labels | undefined; discovery?: DiscoveryInfo | undefined; container?: ContainerInfo | undefined; health_check?: HealthCheck | undefined; kill_policy?: KillPolicy | undefined; user?: string | undefined; limits?: Record<string, Value.Scalar> | undefined; }
export interface StatusUpdate { framework_id: FrameworkID; executor_id?: ExecutorID | undefined; agent_id?: AgentID | undefined; status: TaskStatus; timestamp: number; uuid?: string | undefined; latest_state?: TaskState | undefined; }
export interface SubmitSchedulerRequest { name: string; }
export interface SubmitSchedulerResponse { okay: boolean; }
export interface ExecutorToFrameworkMessage { agent_id: AgentID; framework_id: FrameworkID; executor_id: ExecutorID; data: string; }
export interface FrameworkToExecutorMessage { agent_id: AgentID; framework_id: FrameworkID; executor_id: ExecutorID; data: string; }
export interface RegisterFrameworkMessage { framework: FrameworkInfo; }
export interface ReregisterFrameworkMessage { framework: FrameworkInfo; failover: boolean; }
export interface FrameworkRegisteredMessage { framework_id: FrameworkID; master_info: MasterInfo; }
export interface FrameworkReregisteredMessage { framework_id: FrameworkID; master_info: MasterInfo; }
export interface UnregisterFrameworkMessage { framework_id: FrameworkID; }
export interface DeactivateFrameworkMessage { framework_id: FrameworkID; }
export interface ResourceRequestMessage { framework_id: FrameworkID; requests: Request[]; }
export interface ResourceOffersMessage { offers: Offer[]; pids: string[]; }
export interface InverseOffersMessage { inverse_offers: InverseOffer[]; pids: string[]; }
export interface LaunchTasksMessage { framework_id: FrameworkID; tasks: TaskInfo[]; filters: Filters; offer_ids: OfferID[]; }
export interface RescindResourceOfferMessage { offer_id: OfferID; }
export interface RescindInverseOfferMessage { inverse_offer_id: OfferID; }
export interface ReviveOffersMessage { framework_id: FrameworkID; roles?: string[] | undefined; }
export interface RunTaskMessage { framework_id?: FrameworkID | undefined; framework: FrameworkInfo; task: TaskInfo; resource_version_uuids?: internal.ResourceVersionUUID[] | undefined; pid?: string | undefined; launch_executor?: boolean | undefined; }
export interface RunTaskGroupMessage { framework: FrameworkInfo; executor: ExecutorInfo; task_group: TaskGroupInfo; resource_version_uuids?: internal.ResourceVersionUUID[] | undefined; launch_executor?: boolean | undefined; }
export interface KillTaskMessage { framework_id: FrameworkID; task_id: TaskID; kill_policy?: KillPolicy | undefined; }
export interface StatusUpdateMessage { update: internal.StatusUpdate; pid?: string | undefined; }
export interface StatusUpdateAcknowledgementMessage { agent_id: AgentID; framework_id: FrameworkID; task_id: TaskID; uuid: string; }
export interface AcknowledgeOperationStatusMessage { status_uuid: UUID; operation_uuid: UUID; resource_provider_id?: ResourceProviderID | undefined; }
export interface LostSlaveMessage { agent_id: AgentID; }
export interface ReconcileTasksMessage { framework_id: FrameworkID; statuses: TaskStatus[]; framework?: FrameworkInfo | undefined; }
export interface ReconcileOperationsMessage { operations: internal.ReconcileOperationsMessage.Operation[]; framework_id?: FrameworkID | undefined; }
export namespace ReconcileOperationsMessage {
export interface Operation { operation_uuid?: UUID | undefined; operation_id?: OperationID | undefined; resource_provider_id?: ResourceProviderID | undefined; }
}
export interface FrameworkErrorMessage { message: string; }
export interface RegisterSlaveMessage { agent: AgentInfo; checkpointed_resources: Resource[]; version?: string | undefined; agent_capabilities: AgentInfo.Capability[]; resource_version_uuid?: UUID | undefined; }
export interface ReregisterSlaveMessage { agent: AgentInfo; checkpointed_resources: Resource[]; executor_infos: ExecutorInfo[]; tasks: internal.Task[]; frameworks: FrameworkInfo[]; completed_frameworks?: internal.Archive.Framework[] | undefined; version?: string | undefined; agent_capabilities: AgentInfo.Capability[]; resource_version_uuid?: UUID | undefined; }
export interface SlaveRegisteredMessage { agent_id: AgentID; connection?: internal.MasterSlaveConnection | undefined; }
export interface SlaveReregisteredMessage { agent_id: AgentID; reconciliations: internal.ReconcileTasksMessage[]; connection?: internal.MasterSlaveConnection | undefined; }
export interface UnregisterSlaveMessage { agent_id: AgentID; }
export interface MasterSlaveConnection { total_ping_timeout_seconds?: number | undefined; }
export interface PingSlaveMessage { connected: boolean; }
export interface ShutdownFrameworkMessage { framework_id: FrameworkID; }
export interface ShutdownExecutorMessage { executor_id?: ExecutorID | undefined; framework_id?: FrameworkID | undefined; }
export interface UpdateFrameworkMessage { framework_id: FrameworkID; pid?: string | undefined; framework_info?: FrameworkInfo | undefined; }
export interface CheckpointResourcesMessage { resources: Resource[]; }
export interface ResourceVersionUUID { resource_provider_id?: ResourceProviderID | undefined; uuid: UUID; }
export interface UpdateSlaveMessage { agent_id: AgentID; update_oversubscribed_resources?: boolean | undefined; oversubscribed_resources?: Resource[] | undefined; operations?: internal.UpdateSlaveMessage.Operations | undefined; resource_version_uuid?: UUID | undefined; resource_providers?: internal.UpdateSlaveMessage.ResourceProviders | undefined; }
export namespace UpdateSlaveMessage {
export interface Operations { operations: Operation[]; }
export interface ResourceProvider { info?: ResourceProviderInfo | undefined; total_resources?: Resource[] | undefined; operations: internal.UpdateSlaveMessage.Operations; resource_version_uuid: UUID; }
export interface ResourceProviders { providers: internal.UpdateSlaveMessage.ResourceProvider[]; }
}
export interface UpdateOperationStatusMessage { framework_id?: FrameworkID | undefined; agent_id?: AgentID | undefined; status: OperationStatus; latest_status?: OperationStatus | undefined; operation_uuid?: UUID | undefined; }
export interface ApplyOperationMessage { framework_id?: FrameworkID | undefined; operation_info: Offer.Operation; operation_uuid: UUID; resource_version_uuid: internal.ResourceVersionUUID; }
export interface RegisterExecutorMessage { framework_id: FrameworkID; executor_id: ExecutorID; }
export interface ExecutorRegisteredMessage { executor_info: ExecutorInfo; framework_id: FrameworkID; framework_info: FrameworkInfo; agent_id: AgentID; agent_info: AgentInfo; }
export interface ExecutorReregisteredMessage { agent_id: AgentID; agent_info: AgentInfo; }
export interface ExitedExecutorMessage { agent_id: AgentID; framework_id: FrameworkID; executor_id: ExecutorID; status: number; }
export interface ReconnectExecutorMessage { agent_id: AgentID; }
export interface ReregisterExecutorMessage { executor_id: ExecutorID; framework_id: FrameworkID; tasks: TaskInfo[]; updates: internal.StatusUpdate[]; }
export interface DrainSlaveMessage { config: DrainConfig; }
export interface ShutdownMessage { message?: string | undefined; }
export namespace Archive {
export interface Framework { framework_info: FrameworkInfo; pid?: string | undefined; tasks: internal.Task[]; }
}
export interface PongSlaveMessage {  }
export interface AuthenticationCompletedMessage {  }
export interface AuthenticationFailedMessage {  }
}
export namespace v0 {
export interface Call { framework_id?: FrameworkID | undefined; type?: scheduler.Call.Type | undefined; subscribe?: v0.Call.Subscribe | undefined; accept?: scheduler.Call.Accept | undefined; decline?: scheduler.Call.Decline | undefined; accept_inverse_offers?: scheduler.Call.AcceptInverseOffers | undefined; decline_inverse_offers?: scheduler.Call.DeclineInverseOffers | undefined; revive?: scheduler.Call.Revive | undefined; kill?: scheduler.Call.Kill | undefined; shutdown?: scheduler.Call.Shutdown | undefined; acknowledge?: scheduler.Call.Acknowledge | undefined; acknowledge_operation_status?: scheduler.Call.AcknowledgeOperationStatus | undefined; reconcile?: scheduler.Call.Reconcile | undefined; reconcile_operations?: scheduler.Call.ReconcileOperations | undefined; message?: scheduler.Call.Message | undefined; request?: scheduler.Call.Request | undefined; suppress?: scheduler.Call.Suppress | undefined; update_framework?: scheduler.Call.UpdateFramework | undefined; }
export namespace Call {
export interface Subscribe { framework_info: FrameworkInfo; force?: boolean | undefined; suppressed_roles?: string[] | undefined; offer_constraints?: scheduler.OfferConstraints | undefined; }
}
}
export namespace maintenance {
export interface Window { machine_ids?: MachineID[] | undefined; unavailability: Unavailability; }
export interface Schedule { windows?: maintenance.Window[] | undefined; }
export interface ClusterStatus { draining_machines?: maintenance.ClusterStatus.DrainingMachine[] | undefined; down_machines?: MachineID[] | undefined; }
export namespace ClusterStatus {
export interface DrainingMachine { id: MachineID; statuses?: allocator.InverseOfferStatus[] | undefined; }
}
}
export namespace master {
export interface Call { type?: master.Call.Type | undefined; get_metrics?: master.Call.GetMetrics | undefined; set_logging_level?: master.Call.SetLoggingLevel | undefined; list_files?: master.Call.ListFiles | undefined; read_file?: master.Call.ReadFile | undefined; update_weights?: master.Call.UpdateWeights | undefined; reserve_resources?: master.Call.ReserveResources | undefined; unreserve_resources?: master.Call.UnreserveResources | undefined; create_volumes?: master.Call.CreateVolumes | undefined; destroy_volumes?: master.Call.DestroyVolumes | undefined; grow_volume?: master.Call.GrowVolume | undefined; shrink_volume?: master.Call.ShrinkVolume | undefined; update_maintenance_schedule?: master.Call.UpdateMaintenanceSchedule | undefined; start_maintenance?: master.Call.StartMaintenance | undefined; stop_maintenance?: master.Call.StopMaintenance | undefined; drain_agent?: master.Call.DrainAgent | undefined; deactivate_agent?: master.Call.DeactivateAgent | undefined; reactivate_agent?: master.Call.ReactivateAgent | undefined; update_quota?: master.Call.UpdateQuota | undefined; teardown?: master.Call.Teardown | undefined; mark_agent_gone?: master.Call.MarkAgentGone | undefined; set_quota?: master.Call.SetQuota | undefined; remove_quota?: master.Call.RemoveQuota | undefined; }
export namespace Call {
export interface GetMetrics { timeout?: DurationInfo | undefined; }
export interface SetLoggingLevel { level: number; duration: DurationInfo; }
export interface ListFiles { path: string; }
export interface ReadFile { path: string; offset: number; length?: number | undefined; }
export interface UpdateWeights { weight_infos?: WeightInfo[] | undefined; }
export interface ReserveResources { agent_id: AgentID; source?: Resource[] | undefined; resources?: Resource[] | undefined; }
export interface UnreserveResources { agent_id: AgentID; resources?: Resource[] | undefined; }
export interface CreateVolumes { agent_id: AgentID; volumes?: Resource[] | undefined; }
export interface DestroyVolumes { agent_id: AgentID; volumes?: Resource[] | undefined; }
export interface GrowVolume { agent_id?: AgentID | undefined; volume: Resource; addition: Resource; }
export interface ShrinkVolume { agent_id?: AgentID | undefined; volume: Resource; subtract: Value.Scalar; }
export interface UpdateMaintenanceSchedule { schedule: maintenance.Schedule; }
export interface StartMaintenance { machines?: MachineID[] | undefined; }
export interface StopMaintenance { machines?: MachineID[] | undefined; }
export interface DrainAgent { agent_id: AgentID; max_grace_period?: google.protobuf.Duration | undefined; mark_gone?: boolean | undefined; }
export interface DeactivateAgent { agent_id: AgentID; }
export interface ReactivateAgent { agent_id: AgentID; }
export interface UpdateQuota { force?: boolean | undefined; quota_configs?: quota.QuotaConfig[] | undefined; }
export interface SetQuota { quota_request: quota.QuotaRequest; }
export interface RemoveQuota { role: string; }
export interface Teardown { framework_id: FrameworkID; }
export interface MarkAgentGone { agent_id: AgentID; }
export type Type = 'UNKNOWN' | 'GET_HEALTH' | 'GET_FLAGS' | 'GET_VERSION' | 'GET_METRICS' | 'GET_LOGGING_LEVEL' | 'SET_LOGGING_LEVEL' | 'LIST_FILES' | 'READ_FILE' | 'GET_STATE' | 'GET_AGENTS' | 'GET_FRAMEWORKS' | 'GET_EXECUTORS' | 'GET_OPERATIONS' | 'GET_TASKS' | 'GET_ROLES' | 'GET_WEIGHTS' | 'UPDATE_WEIGHTS' | 'GET_MASTER' | 'SUBSCRIBE' | 'RESERVE_RESOURCES' | 'UNRESERVE_RESOURCES' | 'CREATE_VOLUMES' | 'DESTROY_VOLUMES' | 'GROW_VOLUME' | 'SHRINK_VOLUME' | 'GET_MAINTENANCE_STATUS' | 'GET_MAINTENANCE_SCHEDULE' | 'UPDATE_MAINTENANCE_SCHEDULE' | 'START_MAINTENANCE' | 'STOP_MAINTENANCE' | 'DRAIN_AGENT' | 'DEACTIVATE_AGENT' | 'REACTIVATE_AGENT' | 'GET_QUOTA' | 'UPDATE_QUOTA' | 'SET_QUOTA' | 'REMOVE_QUOTA' | 'TEARDOWN' | 'MARK_AGENT_GONE';
}
export interface Response { type?: master.Response.Type | undefined; get_health?: master.Response.GetHealth | undefined; get_flags?: master.Response.GetFlags | undefined; get_version?: master.Response.GetVersion | undefined; get_metrics?: master.Response.GetMetrics | undefined; get_logging_level?: master.Response.GetLoggingLevel | undefined; list_files?: master.Response.ListFiles | undefined; read_file?: master.Response.ReadFile | undefined; get_state?: master.Response.GetState | undefined; get_agents?: master.Response.GetAgents | undefined; get_frameworks?: master.Response.GetFrameworks | undefined; get_executors?: master.Response.GetExecutors | undefined; get_operations?: master.Response.GetOperations | undefined; get_tasks?: master.Response.GetTasks | undefined; get_roles?: master.Response.GetRoles | undefined; get_weights?: master.Response.GetWeights | undefined; get_master?: master.Response.GetMaster | undefined; get_maintenance_status?: master.Response.GetMaintenanceStatus | undefined; get_maintenance_schedule?: master.Response.GetMaintenanceSchedule | undefined; get_quota?: master.Response.GetQuota | undefined; }
export namespace Response {
export interface GetHealth { healthy: boolean; }
export interface GetFlags { flags?: Flag[] | undefined; }
export interface GetVersion { version_info: VersionInfo; }
export interface GetMetrics { metrics?: Metric[] | undefined; }
export interface GetLoggingLevel { level: number; }
export interface ListFiles { file_infos?: FileInfo[] | undefined; }
export interface ReadFile { size: number; data: string; }
export interface GetState { get_tasks?: master.Response.GetTasks | undefined; get_executors?: master.Response.GetExecutors | undefined; get_frameworks?: master.Response.GetFrameworks | undefined; get_agents?: master.Response.GetAgents | undefined; }
export interface GetAgents { agents?: master.Response.GetAgents.Agent[] | undefined; recovered_agents?: AgentInfo[] | undefined; }
export namespace GetAgents {
export interface Agent { agent_info: AgentInfo; active: boolean; deactivated?: boolean | undefined; version: string; pid?: string | undefined; registered_time?: TimeInfo | undefined; reregistered_time?: TimeInfo | undefined; total_resources?: Resource[] | undefined; allocated_resources?: Resource[] | undefined; offered_resources?: Resource[] | undefined; capabilities?: AgentInfo.Capability[] | undefined; resource_providers?: master.Response.GetAgents.Agent.ResourceProvider[] | undefined; drain_info?: DrainInfo | undefined; estimated_drain_start_time?: TimeInfo | undefined; }
export namespace Agent {
export interface ResourceProvider { resource_provider_info: ResourceProviderInfo; total_resources?: Resource[] | undefined; }
}
}
export interface GetFrameworks { frameworks?: master.Response.GetFrameworks.Framework[] | undefined; completed_frameworks?: master.Response.GetFrameworks.Framework[] | undefined; recovered_frameworks?: FrameworkInfo[] | undefined; }
export namespace GetFrameworks {
export interface Framework { framework_info: FrameworkInfo; active: boolean; connected: boolean; recovered: boolean; registered_time?: TimeInfo | undefined; reregistered_time?: TimeInfo | undefined; unregistered_time?: TimeInfo | undefined; offers?: Offer[] | undefined; inverse_offers?: InverseOffer[] | undefined; allocated_resources?: Resource[] | undefined; offered_resources?: Resource[] | undefined; offer_constraints?: scheduler.OfferConstraints | undefined; }
}
export interface GetExecutors { executors?: master.Response.GetExecutors.Executor[] | undefined; orphan_executors?: master.Response.GetExecutors.Executor[] | undefined; }
export namespace GetExecutors {
export interface Executor { executor_info: ExecutorInfo; agent_id: AgentID; }
}
export interface GetOperations { operations?: Operation[] | undefined; }
export interface GetTasks { pending_tasks?: Task[] | undefined; tasks?: Task[] | undefined; unreachable_tasks?: Task[] | undefined; completed_tasks?: Task[] | undefined; orphan_tasks?: Task[] | undefined; }
export interface GetRoles { roles?: Role[] | undefined; }
export interface GetWeights { weight_infos?: WeightInfo[] | undefined; }
export interface GetMaster { master_info?: MasterInfo | undefined; start_time?: number | undefined; elected_time?: number | undefined; }
export interface GetMaintenanceStatus { status: maintenance.ClusterStatus; }
export interface GetMaintenanceSchedule { schedule: maintenance.Schedule; }
export interface GetQuota { status: quota.QuotaStatus; }
export type Type = 'UNKNOWN' | 'GET_HEALTH' | 'GET_FLAGS' | 'GET_VERSION' | 'GET_METRICS' | 'GET_LOGGING_LEVEL' | 'LIST_FILES' | 'READ_FILE' | 'GET_STATE' | 'GET_AGENTS' | 'GET_FRAMEWORKS' | 'GET_EXECUTORS' | 'GET_OPERATIONS' | 'GET_TASKS' | 'GET_ROLES' | 'GET_WEIGHTS' | 'GET_MASTER' | 'GET_MAINTENANCE_STATUS' | 'GET_MAINTENANCE_SCHEDULE' | 'GET_QUOTA';
}
export interface Event { type?: master.Event.Type | undefined; subscribed?: master.Event.Subscribed | undefined; task_added?: master.Event.TaskAdded | undefined; task_updated?: master.Event.TaskUpdated | undefined; agent_added?: master.Event.AgentAdded | undefined; agent_removed?: master.Event.AgentRemoved | undefined; framework_added?: master.Event.FrameworkAdded | undefined; framework_updated?: master.Event.FrameworkUpdated | undefined; framework_removed?: master.Event.FrameworkRemoved | undefined; }
export namespace Event {
export interface Subscribed { get_state?: master.Response.GetState | undefined; heartbeat_interval_seconds?: number | undefined; }
export interface TaskAdded { task: Task; }
export interface TaskUpdated { framework_id: FrameworkID; status: TaskStatus; state: TaskState; }
export interface FrameworkAdded { framework: master.Response.GetFrameworks.Framework; }
export interface FrameworkUpdated { framework: master.Response.GetFrameworks.Framework; }
export interface FrameworkRemoved { framework_info: FrameworkInfo; }
export interface AgentAdded { agent: master.Response.GetAgents.Agent; }
export interface AgentRemoved { agent_id: AgentID; }
export type Type = 'UNKNOWN' | 'SUBSCRIBED' | 'TASK_ADDED' | 'TASK_UPDATED' | 'AGENT_ADDED' | 'AGENT_REMOVED' | 'FRAMEWORK_ADDED' | 'FRAMEWORK_UPDATED' | 'FRAMEWORK_REMOVED' | 'HEARTBEAT';
}
}
export namespace quota {
export interface QuotaInfo { role?: string | undefined; principal?: string | undefined; guarantee?: Resource[] | undefined; }
export interface QuotaRequest { force?: boolean | undefined; role?: string | undefined; guarantee?: Resource[] | undefined; }
export interface QuotaConfig { role: string; guarantees?: Record<string, Value.Scalar> | undefined; limits?: Record<string, Value.Scalar> | undefined; }
export interface QuotaStatus { infos?: quota.QuotaInfo[] | undefined; configs?: quota.QuotaConfig[] | undefined; }
}
export namespace resource_provider {
export interface Event { type?: resource_provider.Event.Type | undefined; subscribed?: resource_provider.Event.Subscribed | undefined; apply_operation?: resource_provider.Event.ApplyOperation | undefined; publish_resources?: resource_provider.Event.PublishResources | undefined; acknowledge_operation_status?: resource_provider.Event.AcknowledgeOperationStatus | undefined; reconcile_operations?: resource_provider.Event.ReconcileOperations | undefined; }
export namespace Event {
export interface Subscribed { provider_id: ResourceProviderID; }
export interface ApplyOperation { framework_id?: FrameworkID | undefined; info: Offer.Operation; operation_uuid: UUID; resource_version_uuid: UUID; }
export interface PublishResources { uuid: UUID; resources?: Resource[] | undefined; }
export interface AcknowledgeOperationStatus { status_uuid: UUID; operation_uuid: UUID; }
export interface ReconcileOperations { operation_uuids?: UUID[] | undefined; }
export type Type = 'UNKNOWN' | 'SUBSCRIBED' | 'APPLY_OPERATION' | 'PUBLISH_RESOURCES' | 'ACKNOWLEDGE_OPERATION_STATUS' | 'RECONCILE_OPERATIONS' | 'TEARDOWN';
}
export interface Call { resource_provider_id?: ResourceProviderID | undefined; type?: resource_provider.Call.Type | undefined; subscribe?: resource_provider.Call.Subscribe | undefined; update_operation_status?: resource_provider.Call.UpdateOperationStatus | undefined; update_state?: resource_provider.Call.UpdateState | undefined; update_publish_resources_status?: resource_provider.Call.UpdatePublishResourcesStatus | undefined; }
export namespace Call {
export interface Subscribe { resource_provider_info: ResourceProviderInfo; }
export interface UpdateOperationStatus { framework_id?: FrameworkID | undefined; status: OperationStatus; latest_status?: OperationStatus | undefined; operation_uuid: UUID; }
export interface UpdateState { operations?: Operation[] | undefined; resources?: Resource[] | undefined; resource_version_uuid: UUID; }
export interface UpdatePublishResourcesStatus { uuid: UUID; status: resource_provider.Call.UpdatePublishResourcesStatus.Status; }
export namespace UpdatePublishResourcesStatus {
export type Status = 'UNKNOWN' | 'OK' | 'FAILED';
}
export type Type = 'UNKNOWN' | 'SUBSCRIBE' | 'UPDATE_OPERATION_STATUS' | 'UPDATE_STATE' | 'UPDATE_PUBLISH_RESOURCES_STATUS';
}
}
export namespace scheduler {
export interface Event { type?: scheduler.Event.Type | undefined; subscribed?: scheduler.Event.Subscribed | undefined; offers?: scheduler.Event.Offers | undefined; inverse_offers?: scheduler.Event.InverseOffers | undefined; rescind?: scheduler.Event.Rescind | undefined; rescind_inverse_offer?: scheduler.Event.RescindInverseOffer | undefined; update?: scheduler.Event.Update | undefined; update_operation_status?: scheduler.Event.UpdateOperationStatus | undefined; message?: scheduler.Event.Message | undefined; failure?: scheduler.Event.Failure | undefined; error?: scheduler.Event.Error | undefined; }
export namespace Event {
export interface Subscribed { framework_id: FrameworkID; heartbeat_interval_seconds?: number | undefined; master_info?: MasterInfo | undefined; }
export interface Offers { offers?: Offer[] | undefined; }
export interface InverseOffers { inverse_offers?: InverseOffer[] | undefined; }
export interface Rescind { offer_id: OfferID; }
export interface RescindInverseOffer { inverse_offer_id: OfferID; }
export interface Update { status: TaskStatus; }
export interface UpdateOperationStatus { status: OperationStatus; }
export interface Message { agent_id: AgentID; executor_id: ExecutorID; data: string; }
export interface Failure { agent_id?: AgentID | undefined; executor_id?: ExecutorID | undefined; status?: number | undefined; }
export interface Error { message: string; }
export type Type = 'UNKNOWN' | 'SUBSCRIBED' | 'OFFERS' | 'INVERSE_OFFERS' | 'RESCIND' | 'RESCIND_INVERSE_OFFER' | 'UPDATE' | 'UPDATE_OPERATION_STATUS' | 'MESSAGE' | 'FAILURE' | 'ERROR' | 'HEARTBEAT';
}
export interface Response { type?: scheduler.Response.Type | undefined; reconcile_operations?: scheduler.Response.ReconcileOperations | undefined; }
export namespace Response {
export interface ReconcileOperations { operation_statuses?: OperationStatus[] | undefined; }
export type Type = 'UNKNOWN' | 'RECONCILE_OPERATIONS';
}
export interface AttributeConstraint { selector: scheduler.AttributeConstraint.Selector; predicate: scheduler.AttributeConstraint.Predicate; }
export namespace AttributeConstraint {
export interface Selector { pseudoattribute_type?: scheduler.AttributeConstraint.Selector.PseudoattributeType | undefined; attribute_name?: string | undefined; }
export namespace Selector {
export type PseudoattributeType = 'UNKNOWN' | 'HOSTNAME' | 'REGION' | 'ZONE';
}
export interface Predicate { exists?: scheduler.AttributeConstraint.Predicate.Exists | undefined; not_exists?: scheduler.AttributeConstraint.Predicate.NotExists | undefined; text_equals?: scheduler.AttributeConstraint.Predicate.TextEquals | undefined; text_not_equals?: scheduler.AttributeConstraint.Predicate.TextNotEquals | undefined; text_matches?: scheduler.AttributeConstraint.Predicate.TextMatches | undefined; text_not_matches?: scheduler.AttributeConstraint.Predicate.TextNotMatches | undefined; }
export namespace Predicate {
export interface TextEquals { value: string; }
export interface TextNotEquals { value: string; }
export interface TextMatches { regex: string; }
export interface TextNotMatches { regex: string; }
export interface Exists {  }
export interface NotExists {  }
}
}
export interface OfferConstraints { role_constraints?: Record<string, scheduler.OfferConstraints.RoleConstraints> | undefined; }
export namespace OfferConstraints {
export interface RoleConstraints { groups?: scheduler.OfferConstraints.RoleConstraints.Group[] | undefined; }
export namespace RoleConstraints {
export interface Group { attribute_constraints?: scheduler.AttributeConstraint[] | undefined; }
}
}
export interface Call { framework_id?: FrameworkID | undefined; type?: scheduler.Call.Type | undefined; subscribe?: scheduler.Call.Subscribe | undefined; accept?: scheduler.Call.Accept | undefined; decline?: scheduler.Call.Decline | undefined; accept_inverse_offers?: scheduler.Call.AcceptInverseOffers | undefined; decline_inverse_offers?: scheduler.Call.DeclineInverseOffers | undefined; revive?: scheduler.Call.Revive | undefined; kill?: scheduler.Call.Kill | undefined; shutdown?: scheduler.Call.Shutdown | undefined; acknowledge?: scheduler.Call.Acknowledge | undefined; acknowledge_operation_status?: scheduler.Call.AcknowledgeOperationStatus | undefined; reconcile?: scheduler.Call.Reconcile | undefined; reconcile_operations?: scheduler.Call.ReconcileOperations | undefined; message?: scheduler.Call.Message | undefined; request?: scheduler.Call.Request | undefined; suppress?: scheduler.Call.Suppress | undefined; update_framework?: scheduler.Call.UpdateFramework | undefined; }
export namespace Call {
export interface Subscribe { framework_info: FrameworkInfo; suppressed_roles?: string[] | undefined; offer_constraints?: scheduler.OfferConstraints | undefined; }
export interface Accept { offer_ids?: OfferID[] | undefined; operations?: Offer.Operation[] | undefined; filters?: Filters | undefined; }
export interface Decline { offer_ids?: OfferID[] | undefined; filters?: Filters | undefined; }
export interface AcceptInverseOffers { inverse_offer_ids?: OfferID[] | undefined; filters?: Filters | undefined; }
export interface DeclineInverseOffers { inverse_offer_ids?: OfferID[] | undefined; filters?: Filters | undefined; }
export interface Revive { roles?: string[] | undefined; }
export interface Kill { task_id: TaskID; agent_id?: AgentID | undefined; kill_policy?: KillPolicy | undefined; }
export interface Shutdown { executor_id: ExecutorID; agent_id: AgentID; }
export interface Acknowledge { agent_id: AgentID; task_id: TaskID; uuid: string; }
export interface AcknowledgeOperationStatus { agent_id?: AgentID | undefined; resource_provider_id?: ResourceProviderID | undefined; uuid: string; operation_id: OperationID; }
export interface Reconcile { tasks?: scheduler.Call.Reconcile.Task[] | undefined; }
export namespace Reconcile {
export interface Task { task_id: TaskID; agent_id?: AgentID | undefined; }
}
export interface ReconcileOperations { operations?: scheduler.Call.ReconcileOperations.Operation[] | undefined; }
export namespace ReconcileOperations {
export interface Operation { operation_id: OperationID; agent_id?: AgentID | undefined; resource_provider_id?: ResourceProviderID | undefined; }
}
export interface Message { agent_id: AgentID; executor_id: ExecutorID; data: string; }
export interface Request { requests?: Request[] | undefined; }
export interface Suppress { roles?: string[] | undefined; }
export interface UpdateFramework { framework_info: FrameworkInfo; suppressed_roles?: string[] | undefined; offer_constraints?: scheduler.OfferConstraints | undefined; }
export type Type = 'UNKNOWN' | 'SUBSCRIBE' | 'TEARDOWN' | 'ACCEPT' | 'DECLINE' | 'ACCEPT_INVERSE_OFFERS' | 'DECLINE_INVERSE_OFFERS' | 'REVIVE' | 'KILL' | 'SHUTDOWN' | 'ACKNOWLEDGE' | 'ACKNOWLEDGE_OPERATION_STATUS' | 'RECONCILE' | 'RECONCILE_OPERATIONS' | 'MESSAGE' | 'REQUEST' | 'SUPPRESS' | 'UPDATE_FRAMEWORK';
}
export interface APIResult { status_code: number; response?: scheduler.Response | undefined; error?: string | undefined; }
}

/** Every message by its name, for functions that take the name of a type. */
export interface MessageTypes {
'FrameworkID': FrameworkID;
'OfferID': OfferID;
'AgentID': AgentID;
'TaskID': TaskID;
'ExecutorID': ExecutorID;
'ContainerID': ContainerID;
'ResourceProviderID': ResourceProviderID;
'OperationID': OperationID;
'TimeInfo': TimeInfo;
'DurationInfo': DurationInfo;
'Address': Address;
'URL': URL;
'Unavailability': Unavailability;
'MachineID': MachineID;
'MachineInfo': MachineInfo;
'FrameworkInfo': FrameworkInfo;
'FrameworkInfo.Capability': FrameworkInfo.Capability;
'CheckInfo': CheckInfo;
'CheckInfo.Command': CheckInfo.Command;
'CheckInfo.Http': CheckInfo.Http;
'CheckInfo.Tcp': CheckInfo.Tcp;
'HealthCheck': HealthCheck;
'HealthCheck.HTTPCheckInfo': HealthCheck.HTTPCheckInfo;
'HealthCheck.TCPCheckInfo': HealthCheck.TCPCheckInfo;
'KillPolicy': KillPolicy;
'CommandInfo': CommandInfo;
'CommandInfo.URI': CommandInfo.URI;
'ExecutorInfo': ExecutorInfo;
'DomainInfo': DomainInfo;
'DomainInfo.FaultDomain': DomainInfo.FaultDomain;
'DomainInfo.FaultDomain.RegionInfo': DomainInfo.FaultDomain.RegionInfo;
'DomainInfo.FaultDomain.ZoneInfo': DomainInfo.FaultDomain.ZoneInfo;
'MasterInfo': MasterInfo;
'MasterInfo.Capability': MasterInfo.Capability;
'AgentInfo': AgentInfo;
'AgentInfo.Capability': AgentInfo.Capability;
'CSIPluginContainerInfo': CSIPluginContainerInfo;
'CSIPluginEndpoint': CSIPluginEndpoint;
'CSIPluginInfo': CSIPluginInfo;
'ResourceProviderInfo': ResourceProviderInfo;
'ResourceProviderInfo.Storage': ResourceProviderInfo.Storage;
'Value': Value;
'Value.Scalar': Value.Scalar;
'Value.Range': Value.Range;
'Value.Ranges': Value.Ranges;
'Value.Set': Value.Set;
'Value.Text': Value.Text;
'Attribute': Attribute;
'Resource': Resource;
'Resource.AllocationInfo': Resource.AllocationInfo;
'Resource.ReservationInfo': Resource.ReservationInfo;
'Resource.DiskInfo': Resource.DiskInfo;
'Resource.DiskInfo.Persistence': Resource.DiskInfo.Persistence;
'Resource.DiskInfo.Source': Resource.DiskInfo.Source;
'Resource.DiskInfo.Source.Path': Resource.DiskInfo.Source.Path;
'Resource.DiskInfo.Source.Mount': Resource.DiskInfo.Source.Mount;
'TrafficControlStatistics': TrafficControlStatistics;
'IpStatistics': IpStatistics;
'IcmpStatistics': IcmpStatistics;
'TcpStatistics': TcpStatistics;
'UdpStatistics': UdpStatistics;
'SNMPStatistics': SNMPStatistics;
'DiskStatistics': DiskStatistics;
'ResourceStatistics': ResourceStatistics;
'ResourceStatistics.RatePercentiles': ResourceStatistics.RatePercentiles;
'ResourceStatistics.RateStatistics': ResourceStatistics.RateStatistics;
'ResourceUsage': ResourceUsage;
'ResourceUsage.Executor': ResourceUsage.Executor;
'ResourceUsage.Executor.Task': ResourceUsage.Executor.Task;
'PerfStatistics': PerfStatistics;
'OfferFilters': OfferFilters;
'OfferFilters.ResourceQuantities': OfferFilters.ResourceQuantities;
'OfferFilters.MinAllocatableResources': OfferFilters.MinAllocatableResources;
'Request': Request;
'Offer': Offer;
'Offer.Operation': Offer.Operation;
'Offer.Operation.Launch': Offer.Operation.Launch;
'Offer.Operation.LaunchGroup': Offer.Operation.LaunchGroup;
'Offer.Operation.Reserve': Offer.Operation.Reserve;
'Offer.Operation.Unreserve': Offer.Operation.Unreserve;
'Offer.Operation.Create': Offer.Operation.Create;
'Offer.Operation.Destroy': Offer.Operation.Destroy;
'Offer.Operation.GrowVolume': Offer.Operation.GrowVolume;
'Offer.Operation.ShrinkVolume': Offer.Operation.ShrinkVolume;
'Offer.Operation.CreateDisk': Offer.Operation.CreateDisk;
'Offer.Operation.DestroyDisk': Offer.Operation.DestroyDisk;
'InverseOffer': InverseOffer;
'TaskInfo': TaskInfo;
'TaskGroupInfo': TaskGroupInfo;
'Task': Task;
'TaskResourceLimitation': TaskResourceLimitation;
'UUID': UUID;
'Operation': Operation;
'OperationStatus': OperationStatus;
'CheckStatusInfo': CheckStatusInfo;
'CheckStatusInfo.Command': CheckStatusInfo.Command;
'CheckStatusInfo.Http': CheckStatusInfo.Http;
'CheckStatusInfo.Tcp': CheckStatusInfo.Tcp;
'TaskStatus': TaskStatus;
'Filters': Filters;
'Environment': Environment;
'Environment.Variable': Environment.Variable;
'Parameter': Parameter;
'Parameters': Parameters;
'Credential': Credential;
'Credentials': Credentials;
'Secret': Secret;
'Secret.Reference': Secret.Reference;
'Secret.Value': Secret.Value;
'RateLimit': RateLimit;
'RateLimits': RateLimits;
'Image': Image;
'Image.Appc': Image.Appc;
'Image.Docker': Image.Docker;
'MountPropagation': MountPropagation;
'Volume': Volume;
'Volume.Source': Volume.Source;
'Volume.Source.DockerVolume': Volume.Source.DockerVolume;
'Volume.Source.HostPath': Volume.Source.HostPath;
'Volume.Source.SandboxPath': Volume.Source.SandboxPath;
'Volume.Source.CSIVolume': Volume.Source.CSIVolume;
'Volume.Source.CSIVolume.VolumeCapability': Volume.Source.CSIVolume.VolumeCapability;
'Volume.Source.CSIVolume.VolumeCapability.MountVolume': Volume.Source.CSIVolume.VolumeCapability.MountVolume;
'Volume.Source.CSIVolume.VolumeCapability.AccessMode': Volume.Source.CSIVolume.VolumeCapability.AccessMode;
'Volume.Source.CSIVolume.StaticProvisioning': Volume.Source.CSIVolume.StaticProvisioning;
'NetworkInfo': NetworkInfo;
'NetworkInfo.IPAddress': NetworkInfo.IPAddress;
'NetworkInfo.PortMapping': NetworkInfo.PortMapping;
'CapabilityInfo': CapabilityInfo;
'SeccompInfo': SeccompInfo;
'LinuxInfo': LinuxInfo;
'RLimitInfo': RLimitInfo;
'RLimitInfo.RLimit': RLimitInfo.RLimit;
'TTYInfo': TTYInfo;
'TTYInfo.WindowSize': TTYInfo.WindowSize;
'ContainerInfo': ContainerInfo;
'ContainerInfo.DockerInfo': ContainerInfo.DockerInfo;
'ContainerInfo.DockerInfo.PortMapping': ContainerInfo.DockerInfo.PortMapping;
'ContainerInfo.MesosInfo': ContainerInfo.MesosInfo;
'ContainerStatus': ContainerStatus;
'CgroupInfo': CgroupInfo;
'CgroupInfo.Blkio.Value': CgroupInfo.Blkio.Value;
'CgroupInfo.Blkio.CFQ.Statistics': CgroupInfo.Blkio.CFQ.Statistics;
'CgroupInfo.Blkio.Throttling.Statistics': CgroupInfo.Blkio.Throttling.Statistics;
'CgroupInfo.Blkio.Statistics': CgroupInfo.Blkio.Statistics;
'CgroupInfo.NetCls': CgroupInfo.NetCls;
'Labels': Labels;
'Label': Label;
'Port': Port;
'Ports': Ports;
'DiscoveryInfo': DiscoveryInfo;
'WeightInfo': WeightInfo;
'VersionInfo': VersionInfo;
'Flag': Flag;
'Role': Role;
'Metric': Metric;
'FileInfo': FileInfo;
'Device': Device;
'Device.Number': Device.Number;
'DeviceAccess': DeviceAccess;
'DeviceAccess.Access': DeviceAccess.Access;
'DeviceWhitelist': DeviceWhitelist;
'DrainConfig': DrainConfig;
'DrainInfo': DrainInfo;
'Resource.RevocableInfo': Resource.RevocableInfo;
'Resource.SharedInfo': Resource.SharedInfo;
'Volume.Source.CSIVolume.VolumeCapability.BlockVolume': Volume.Source.CSIVolume.VolumeCapability.BlockVolume;
'google.protobuf.Duration': google.protobuf.Duration;
'agent.Call': agent.Call;
'agent.Call.GetMetrics': agent.Call.GetMetrics;
'agent.Call.SetLoggingLevel': agent.Call.SetLoggingLevel;
'agent.Call.ListFiles': agent.Call.ListFiles;
'agent.Call.ReadFile': agent.Call.ReadFile;
'agent.Call.GetContainers': agent.Call.GetContainers;
'agent.Call.LaunchNestedContainer': agent.Call.LaunchNestedContainer;
'agent.Call.WaitNestedContainer': agent.Call.WaitNestedContainer;
'agent.Call.KillNestedContainer': agent.Call.KillNestedContainer;
'agent.Call.RemoveNestedContainer': agent.Call.RemoveNestedContainer;
'agent.Call.LaunchNestedContainerSession': agent.Call.LaunchNestedContainerSession;
'agent.Call.AttachContainerInput': agent.Call.AttachContainerInput;
'agent.Call.AttachContainerOutput': agent.Call.AttachContainerOutput;
'agent.Call.LaunchContainer': agent.Call.LaunchContainer;
'agent.Call.WaitContainer': agent.Call.WaitContainer;
'agent.Call.KillContainer': agent.Call.KillContainer;
'agent.Call.RemoveContainer': agent.Call.RemoveContainer;
'agent.Call.AddResourceProviderConfig': agent.Call.AddResourceProviderConfig;
'agent.Call.UpdateResourceProviderConfig': agent.Call.UpdateResourceProviderConfig;
'agent.Call.RemoveResourceProviderConfig': agent.Call.RemoveResourceProviderConfig;
'agent.Call.MarkResourceProviderGone': agent.Call.MarkResourceProviderGone;
'agent.Call.PruneImages': agent.Call.PruneImages;
'agent.Response': agent.Response;
'agent.Response.GetHealth': agent.Response.GetHealth;
'agent.Response.GetFlags': agent.Response.GetFlags;
'agent.Response.GetVersion': agent.Response.GetVersion;
'agent.Response.GetMetrics': agent.Response.GetMetrics;
'agent.Response.GetLoggingLevel': agent.Response.GetLoggingLevel;
'agent.Response.ListFiles': agent.Response.ListFiles;
'agent.Response.ReadFile': agent.Response.ReadFile;
'agent.Response.GetState': agent.Response.GetState;
'agent.Response.GetContainers': agent.Response.GetContainers;
'agent.Response.GetContainers.Container': agent.Response.GetContainers.Container;
'agent.Response.GetFrameworks': agent.Response.GetFrameworks;
'agent.Response.GetFrameworks.Framework': agent.Response.GetFrameworks.Framework;
'agent.Response.GetExecutors': agent.Response.GetExecutors;
'agent.Response.GetExecutors.Executor': agent.Response.GetExecutors.Executor;
'agent.Response.GetOperations': agent.Response.GetOperations;
'agent.Response.GetTasks': agent.Response.GetTasks;
'agent.Response.GetAgent': agent.Response.GetAgent;
'agent.Response.GetResourceProviders': agent.Response.GetResourceProviders;
'agent.Response.GetResourceProviders.ResourceProvider': agent.Response.GetResourceProviders.ResourceProvider;
'agent.Response.WaitNestedContainer': agent.Response.WaitNestedContainer;
'agent.Response.WaitContainer': agent.Response.WaitContainer;
'agent.ProcessIO': agent.ProcessIO;
'agent.ProcessIO.Data': agent.ProcessIO.Data;
'agent.ProcessIO.Control': agent.ProcessIO.Control;
'agent.ProcessIO.Control.Heartbeat': agent.ProcessIO.Control.Heartbeat;
'allocator.InverseOfferStatus': allocator.InverseOfferStatus;
'executor.Event': executor.Event;
'executor.Event.Subscribed': executor.Event.Subscribed;
'executor.Event.Launch': executor.Event.Launch;
'executor.Event.LaunchGroup': executor.Event.LaunchGroup;
'executor.Event.Kill': executor.Event.Kill;
'executor.Event.Acknowledged': executor.Event.Acknowledged;
'executor.Event.Message': executor.Event.Message;
'executor.Event.Error': executor.Event.Error;
'executor.Call': executor.Call;
'executor.Call.Subscribe': executor.Call.Subscribe;
'executor.Call.Update': executor.Call.Update;
'executor.Call.Message': executor.Call.Message;
'internal.AuthenticateMessage': internal.AuthenticateMessage;
'internal.AuthenticationMechanismsMessage': internal.AuthenticationMechanismsMessage;
'internal.AuthenticationStartMessage': internal.AuthenticationStartMessage;
'internal.AuthenticationStepMessage': internal.AuthenticationStepMessage;
'internal.AuthenticationErrorMessage': internal.AuthenticationErrorMessage;
'internal.Task': internal.Task;
'internal.StatusUpdate': internal.StatusUpdate;
'internal.SubmitSchedulerRequest': internal.SubmitSchedulerRequest;
'internal.SubmitSchedulerResponse': internal.SubmitSchedulerResponse;
'internal.ExecutorToFrameworkMessage': internal.ExecutorToFrameworkMessage;
'internal.FrameworkToExecutorMessage': internal.FrameworkToExecutorMessage;
'internal.RegisterFrameworkMessage': internal.RegisterFrameworkMessage;
'internal.ReregisterFrameworkMessage': internal.ReregisterFrameworkMessage;
'internal.FrameworkRegisteredMessage': internal.FrameworkRegisteredMessage;
'internal.FrameworkReregisteredMessage': internal.FrameworkReregisteredMessage;
'internal.UnregisterFrameworkMessage': internal.UnregisterFrameworkMessage;
'internal.DeactivateFrameworkMessage': internal.DeactivateFrameworkMessage;
'internal.ResourceRequestMessage': internal.ResourceRequestMessage;
'internal.ResourceOffersMessage': internal.ResourceOffersMessage;
'internal.InverseOffersMessage': internal.InverseOffersMessage;
'internal.LaunchTasksMessage': internal.LaunchTasksMessage;
'internal.RescindResourceOfferMessage': internal.RescindResourceOfferMessage;
'internal.RescindInverseOfferMessage': internal.RescindInverseOfferMessage;
'internal.ReviveOffersMessage': internal.ReviveOffersMessage;
'internal.RunTaskMessage': internal.RunTaskMessage;
'internal.RunTaskGroupMessage': internal.RunTaskGroupMessage;
'internal.KillTaskMessage': internal.KillTaskMessage;
'internal.StatusUpdateMessage': internal.StatusUpdateMessage;
'internal.StatusUpdateAcknowledgementMessage': internal.StatusUpdateAcknowledgementMessage;
'internal.AcknowledgeOperationStatusMessage': internal.AcknowledgeOperationStatusMessage;
'internal.LostSlaveMessage': internal.LostSlaveMessage;
'internal.ReconcileTasksMessage': internal.ReconcileTasksMessage;
'internal.ReconcileOperationsMessage': internal.ReconcileOperationsMessage;
'internal.ReconcileOperationsMessage.Operation': internal.ReconcileOperationsMessage.Operation;
'internal.FrameworkErrorMessage': internal.FrameworkErrorMessage;
'internal.RegisterSlaveMessage': internal.RegisterSlaveMessage;
'internal.ReregisterSlaveMessage': internal.ReregisterSlaveMessage;
'internal.SlaveRegisteredMessage': internal.SlaveRegisteredMessage;
'internal.SlaveReregisteredMessage': internal.SlaveReregisteredMessage;
'internal.UnregisterSlaveMessage': internal.UnregisterSlaveMessage;
'internal.MasterSlaveConnection': internal.MasterSlaveConnection;
'internal.PingSlaveMessage': internal.PingSlaveMessage;
'internal.ShutdownFrameworkMessage': internal.ShutdownFrameworkMessage;
'internal.ShutdownExecutorMessage': internal.ShutdownExecutorMessage;
'internal.UpdateFrameworkMessage': internal.UpdateFrameworkMessage;
'internal.CheckpointResourcesMessage': internal.CheckpointResourcesMessage;
'internal.ResourceVersionUUID': internal.ResourceVersionUUID;
'internal.UpdateSlaveMessage': internal.UpdateSlaveMessage;
'internal.UpdateSlaveMessage.Operations': internal.UpdateSlaveMessage.Operations;
'internal.UpdateSlaveMessage.ResourceProvider': internal.UpdateSlaveMessage.ResourceProvider;
'internal.UpdateSlaveMessage.ResourceProviders': internal.UpdateSlaveMessage.ResourceProviders;
'internal.UpdateOperationStatusMessage': internal.UpdateOperationStatusMessage;
'internal.ApplyOperationMessage': internal.ApplyOperationMessage;
'internal.RegisterExecutorMessage': internal.RegisterExecutorMessage;
'internal.ExecutorRegisteredMessage': internal.ExecutorRegisteredMessage;
'internal.ExecutorReregisteredMessage': internal.ExecutorReregisteredMessage;
'internal.ExitedExecutorMessage': internal.ExitedExecutorMessage;
'internal.ReconnectExecutorMessage': internal.ReconnectExecutorMessage;
'internal.ReregisterExecutorMessage': internal.ReregisterExecutorMessage;
'internal.DrainSlaveMessage': internal.DrainSlaveMessage;
'internal.ShutdownMessage': internal.ShutdownMessage;
'internal.Archive.Framework': internal.Archive.Framework;
'internal.PongSlaveMessage': internal.PongSlaveMessage;
'internal.AuthenticationCompletedMessage': internal.AuthenticationCompletedMessage;
'internal.AuthenticationFailedMessage': internal.AuthenticationFailedMessage;
'v0.Call': v0.Call;
'v0.Call.Subscribe': v0.Call.Subscribe;
'maintenance.Window': maintenance.Window;
'maintenance.Schedule': maintenance.Schedule;
'maintenance.ClusterStatus': maintenance.ClusterStatus;
'maintenance.ClusterStatus.DrainingMachine': maintenance.ClusterStatus.DrainingMachine;
'master.Call': master.Call;
'master.Call.GetMetrics': master.Call.GetMetrics;
'master.Call.SetLoggingLevel': master.Call.SetLoggingLevel;
'master.Call.ListFiles': master.Call.ListFiles;
'master.Call.ReadFile': master.Call.ReadFile;
'master.Call.UpdateWeights': master.Call.UpdateWeights;
'master.Call.ReserveResources': master.Call.ReserveResources;
'master.Call.UnreserveResources': master.Call.UnreserveResources;
'master.Call.CreateVolumes': master.Call.CreateVolumes;
'master.Call.DestroyVolumes': master.Call.DestroyVolumes;
'master.Call.GrowVolume': master.Call.GrowVolume;
'master.Call.ShrinkVolume': master.Call.ShrinkVolume;
'master.Call.UpdateMaintenanceSchedule': master.Call.UpdateMaintenanceSchedule;
'master.Call.StartMaintenance': master.Call.StartMaintenance;
'master.Call.StopMaintenance': master.Call.StopMaintenance;
'master.Call.DrainAgent': master.Call.DrainAgent;
'master.Call.DeactivateAgent': master.Call.DeactivateAgent;
'master.Call.ReactivateAgent': master.Call.ReactivateAgent;
'master.Call.UpdateQuota': master.Call.UpdateQuota;
'master.Call.SetQuota': master.Call.SetQuota;
'master.Call.RemoveQuota': master.Call.RemoveQuota;
'master.Call.Teardown': master.Call.Teardown;
'master.Call.MarkAgentGone': master.Call.MarkAgentGone;
'master.Response': master.Response;
'master.Response.GetHealth': master.Response.GetHealth;
'master.Response.GetFlags': master.Response.GetFlags;
'master.Response.GetVersion': master.Response.GetVersion;
'master.Response.GetMetrics': master.Response.GetMetrics;
'master.Response.GetLoggingLevel': master.Response.GetLoggingLevel;
'master.Response.ListFiles': master.Response.ListFiles;
'master.Response.ReadFile': master.Response.ReadFile;
'master.Response.GetState': master.Response.GetState;
'master.Response.GetAgents': master.Response.GetAgents;
'master.Response.GetAgents.Agent': master.Response.GetAgents.Agent;
'master.Response.GetAgents.Agent.ResourceProvider': master.Response.GetAgents.Agent.ResourceProvider;
'master.Response.GetFrameworks': master.Response.GetFrameworks;
'master.Response.GetFrameworks.Framework': master.Response.GetFrameworks.Framework;
'master.Response.GetExecutors': master.Response.GetExecutors;
'master.Response.GetExecutors.Executor': master.Response.GetExecutors.Executor;
'master.Response.GetOperations': master.Response.GetOperations;
'master.Response.GetTasks': master.Response.GetTasks;
'master.Response.GetRoles': master.Response.GetRoles;
'master.Response.GetWeights': master.Response.GetWeights;
'master.Response.GetMaster': master.Response.GetMaster;
'master.Response.GetMaintenanceStatus': master.Response.GetMaintenanceStatus;
'master.Response.GetMaintenanceSchedule': master.Response.GetMaintenanceSchedule;
'master.Response.GetQuota': master.Response.GetQuota;
'master.Event': master.Event;
'master.Event.Subscribed': master.Event.Subscribed;
'master.Event.TaskAdded': master.Event.TaskAdded;
'master.Event.TaskUpdated': master.Event.TaskUpdated;
'master.Event.FrameworkAdded': master.Event.FrameworkAdded;
'master.Event.FrameworkUpdated': master.Event.FrameworkUpdated;
'master.Event.FrameworkRemoved': master.Event.FrameworkRemoved;
'master.Event.AgentAdded': master.Event.AgentAdded;
'master.Event.AgentRemoved': master.Event.AgentRemoved;
'quota.QuotaInfo': quota.QuotaInfo;
'quota.QuotaRequest': quota.QuotaRequest;
'quota.QuotaConfig': quota.QuotaConfig;
'quota.QuotaStatus': quota.QuotaStatus;
'resource_provider.Event': resource_provider.Event;
'resource_provider.Event.Subscribed': resource_provider.Event.Subscribed;
'resource_provider.Event.ApplyOperation': resource_provider.Event.ApplyOperation;
'resource_provider.Event.PublishResources': resource_provider.Event.PublishResources;
'resource_provider.Event.AcknowledgeOperationStatus': resource_provider.Event.AcknowledgeOperationStatus;
'resource_provider.Event.ReconcileOperations': resource_provider.Event.ReconcileOperations;
'resource_provider.Call': resource_provider.Call;
'resource_provider.Call.Subscribe': resource_provider.Call.Subscribe;
'resource_provider.Call.UpdateOperationStatus': resource_provider.Call.UpdateOperationStatus;
'resource_provider.Call.UpdateState': resource_provider.Call.UpdateState;
'resource_provider.Call.UpdatePublishResourcesStatus': resource_provider.Call.UpdatePublishResourcesStatus;
'scheduler.Event': scheduler.Event;
'scheduler.Event.Subscribed': scheduler.Event.Subscribed;
'scheduler.Event.Offers': scheduler.Event.Offers;
'scheduler.Event.InverseOffers': scheduler.Event.InverseOffers;
'scheduler.Event.Rescind': scheduler.Event.Rescind;
'scheduler.Event.RescindInverseOffer': scheduler.Event.RescindInverseOffer;
'scheduler.Event.Update': scheduler.Event.Update;
'scheduler.Event.UpdateOperationStatus': scheduler.Event.UpdateOperationStatus;
'scheduler.Event.Message': scheduler.Event.Message;
'scheduler.Event.Failure': scheduler.Event.Failure;
'scheduler.Event.Error': scheduler.Event.Error;
'scheduler.Response': scheduler.Response;
'scheduler.Response.ReconcileOperations': scheduler.Response.ReconcileOperations;
'scheduler.AttributeConstraint': scheduler.AttributeConstraint;
'scheduler.AttributeConstraint.Selector': scheduler.AttributeConstraint.Selector;
'scheduler.AttributeConstraint.Predicate': scheduler.AttributeConstraint.Predicate;
'scheduler.AttributeConstraint.Predicate.TextEquals': scheduler.AttributeConstraint.Predicate.TextEquals;
'scheduler.AttributeConstraint.Predicate.TextNotEquals': scheduler.AttributeConstraint.Predicate.TextNotEquals;
'scheduler.AttributeConstraint.Predicate.TextMatches': scheduler.AttributeConstraint.Predicate.TextMatches;
'scheduler.AttributeConstraint.Predicate.TextNotMatches': scheduler.AttributeConstraint.Predicate.TextNotMatches;
'scheduler.OfferConstraints': scheduler.OfferConstraints;
'scheduler.OfferConstraints.RoleConstraints': scheduler.OfferConstraints.RoleConstraints;
'scheduler.OfferConstraints.RoleConstraints.Group': scheduler.OfferConstraints.RoleConstraints.Group;
'scheduler.Call': scheduler.Call;
'scheduler.Call.Subscribe': scheduler.Call.Subscribe;
'scheduler.Call.Accept': scheduler.Call.Accept;
'scheduler.Call.Decline': scheduler.Call.Decline;
'scheduler.Call.AcceptInverseOffers': scheduler.Call.AcceptInverseOffers;
'scheduler.Call.DeclineInverseOffers': scheduler.Call.DeclineInverseOffers;
'scheduler.Call.Revive': scheduler.Call.Revive;
'scheduler.Call.Kill': scheduler.Call.Kill;
'scheduler.Call.Shutdown': scheduler.Call.Shutdown;
'scheduler.Call.Acknowledge': scheduler.Call.Acknowledge;
'scheduler.Call.AcknowledgeOperationStatus': scheduler.Call.AcknowledgeOperationStatus;
'scheduler.Call.Reconcile': scheduler.Call.Reconcile;
'scheduler.Call.Reconcile.Task': scheduler.Call.Reconcile.Task;
'scheduler.Call.ReconcileOperations': scheduler.Call.ReconcileOperations;
'scheduler.Call.ReconcileOperations.Operation': scheduler.Call.ReconcileOperations.Operation;
'scheduler.Call.Message': scheduler.Call.Message;
'scheduler.Call.Request': scheduler.Call.Request;
'scheduler.Call.Suppress': scheduler.Call.Suppress;
'scheduler.Call.UpdateFramework': scheduler.Call.UpdateFramework;
'scheduler.APIResult': scheduler.APIResult;
'scheduler.AttributeConstraint.Predicate.Exists': scheduler.AttributeConstraint.Predicate.Exists;
'scheduler.AttributeConstraint.Predicate.NotExists': scheduler.AttributeConstraint.Predicate.NotExists;
}

/** Name of a message, such as `TaskInfo` or `scheduler.Call`. */
export type TypeName = keyof MessageTypes;
