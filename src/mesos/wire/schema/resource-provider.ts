/** Messages of package mesos.v1.resource_provider; the notation is explained in `schema.ts`. */
export const resourceProvider = `
resource_provider.Event
  type 1 resource_provider.Event.Type
  subscribed 2 resource_provider.Event.Subscribed
  apply_operation 3 resource_provider.Event.ApplyOperation
  publish_resources 4 resource_provider.Event.PublishResources
  acknowledge_operation_status 5 resource_provider.Event.AcknowledgeOperationStatus
  reconcile_operations 6 resource_provider.Event.ReconcileOperations

resource_provider.Event.Subscribed
  provider_id 1 ResourceProviderID required

resource_provider.Event.ApplyOperation
  framework_id 1 FrameworkID
  info 2 Offer.Operation required
  operation_uuid 3 UUID required
  resource_version_uuid 4 UUID required

resource_provider.Event.PublishResources
  uuid 1 UUID required
  resources 2 Resource repeated

resource_provider.Event.AcknowledgeOperationStatus
  status_uuid 1 UUID required
  operation_uuid 2 UUID required

resource_provider.Event.ReconcileOperations
  operation_uuids 1 UUID repeated

resource_provider.Call
  resource_provider_id 1 ResourceProviderID
  type 2 resource_provider.Call.Type
  subscribe 3 resource_provider.Call.Subscribe
  update_operation_status 4 resource_provider.Call.UpdateOperationStatus
  update_state 5 resource_provider.Call.UpdateState
  update_publish_resources_status 6 resource_provider.Call.UpdatePublishResourcesStatus

resource_provider.Call.Subscribe
  resource_provider_info 1 ResourceProviderInfo required

resource_provider.Call.UpdateOperationStatus
  framework_id 1 FrameworkID
  status 2 OperationStatus required
  latest_status 3 OperationStatus
  operation_uuid 4 UUID required

resource_provider.Call.UpdateState
  operations 1 Operation repeated
  resources 2 Resource repeated
  resource_version_uuid 3 UUID required

resource_provider.Call.UpdatePublishResourcesStatus
  uuid 1 UUID required
  status 2 resource_provider.Call.UpdatePublishResourcesStatus.Status required

enum resource_provider.Event.Type
  UNKNOWN 0
  SUBSCRIBED 1
  APPLY_OPERATION 2
  PUBLISH_RESOURCES 3
  ACKNOWLEDGE_OPERATION_STATUS 4
  RECONCILE_OPERATIONS 5
  TEARDOWN 6

enum resource_provider.Call.Type
  UNKNOWN 0
  SUBSCRIBE 1
  UPDATE_OPERATION_STATUS 2
  UPDATE_STATE 3
  UPDATE_PUBLISH_RESOURCES_STATUS 4

enum resource_provider.Call.UpdatePublishResourcesStatus.Status
  UNKNOWN 0
  OK 1
  FAILED 2
`;
