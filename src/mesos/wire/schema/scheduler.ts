/** Messages of package mesos.v1.scheduler: the scheduler API; the notation is explained in `schema.ts`. */
export const scheduler = `
scheduler.Event
  type 1 scheduler.Event.Type
  subscribed 2 scheduler.Event.Subscribed
  offers 3 scheduler.Event.Offers
  inverse_offers 9 scheduler.Event.InverseOffers
  rescind 4 scheduler.Event.Rescind
  rescind_inverse_offer 10 scheduler.Event.RescindInverseOffer
  update 5 scheduler.Event.Update
  update_operation_status 11 scheduler.Event.UpdateOperationStatus
  message 6 scheduler.Event.Message
  failure 7 scheduler.Event.Failure
  error 8 scheduler.Event.Error

scheduler.Event.Subscribed
  framework_id 1 FrameworkID required
  heartbeat_interval_seconds 2 double
  master_info 3 MasterInfo

scheduler.Event.Offers
  offers 1 Offer repeated

scheduler.Event.InverseOffers
  inverse_offers 1 InverseOffer repeated

scheduler.Event.Rescind
  offer_id 1 OfferID required

scheduler.Event.RescindInverseOffer
  inverse_offer_id 1 OfferID required

scheduler.Event.Update
  status 1 TaskStatus required

scheduler.Event.UpdateOperationStatus
  status 1 OperationStatus required

scheduler.Event.Message
  agent_id 1 AgentID required
  executor_id 2 ExecutorID required
  data 3 bytes required

scheduler.Event.Failure
  agent_id 1 AgentID
  executor_id 2 ExecutorID
  status 3 int32

scheduler.Event.Error
  message 1 string required

scheduler.Response
  type 1 scheduler.Response.Type
  reconcile_operations 2 scheduler.Response.ReconcileOperations

scheduler.Response.ReconcileOperations
  operation_statuses 1 OperationStatus repeated

scheduler.AttributeConstraint
  selector 1 scheduler.AttributeConstraint.Selector required
  predicate 2 scheduler.AttributeConstraint.Predicate required

scheduler.AttributeConstraint.Selector
  pseudoattribute_type 1 scheduler.AttributeConstraint.Selector.PseudoattributeType oneof=selector
  attribute_name 2 string oneof=selector

scheduler.AttributeConstraint.Predicate
  exists 1 scheduler.AttributeConstraint.Predicate.Exists oneof=predicate
  not_exists 2 scheduler.AttributeConstraint.Predicate.NotExists oneof=predicate
  text_equals 3 scheduler.AttributeConstraint.Predicate.TextEquals oneof=predicate
  text_not_equals 4 scheduler.AttributeConstraint.Predicate.TextNotEquals oneof=predicate
  text_matches 5 scheduler.AttributeConstraint.Predicate.TextMatches oneof=predicate
  text_not_matches 6 scheduler.AttributeConstraint.Predicate.TextNotMatches oneof=predicate

scheduler.AttributeConstraint.Predicate.TextEquals
  value 1 string required

scheduler.AttributeConstraint.Predicate.TextNotEquals
  value 1 string required

scheduler.AttributeConstraint.Predicate.TextMatches
  regex 1 string required

scheduler.AttributeConstraint.Predicate.TextNotMatches
  regex 1 string required

scheduler.OfferConstraints
  role_constraints 1 map<string,scheduler.OfferConstraints.RoleConstraints>

scheduler.OfferConstraints.RoleConstraints
  groups 1 scheduler.OfferConstraints.RoleConstraints.Group repeated

scheduler.OfferConstraints.RoleConstraints.Group
  attribute_constraints 1 scheduler.AttributeConstraint repeated

scheduler.Call
  framework_id 1 FrameworkID
  type 2 scheduler.Call.Type
  subscribe 3 scheduler.Call.Subscribe
  accept 4 scheduler.Call.Accept
  decline 5 scheduler.Call.Decline
  accept_inverse_offers 13 scheduler.Call.AcceptInverseOffers
  decline_inverse_offers 14 scheduler.Call.DeclineInverseOffers
  revive 15 scheduler.Call.Revive
  kill 6 scheduler.Call.Kill
  shutdown 7 scheduler.Call.Shutdown
  acknowledge 8 scheduler.Call.Acknowledge
  acknowledge_operation_status 17 scheduler.Call.AcknowledgeOperationStatus
  reconcile 9 scheduler.Call.Reconcile
  reconcile_operations 18 scheduler.Call.ReconcileOperations
  message 10 scheduler.Call.Message
  request 11 scheduler.Call.Request
  suppress 16 scheduler.Call.Suppress
  update_framework 19 scheduler.Call.UpdateFramework

scheduler.Call.Subscribe
  framework_info 1 FrameworkInfo required
  suppressed_roles 2 string repeated
  offer_constraints 3 scheduler.OfferConstraints

scheduler.Call.Accept
  offer_ids 1 OfferID repeated
  operations 2 Offer.Operation repeated
  filters 3 Filters

scheduler.Call.Decline
  offer_ids 1 OfferID repeated
  filters 2 Filters

scheduler.Call.AcceptInverseOffers
  inverse_offer_ids 1 OfferID repeated
  filters 2 Filters

scheduler.Call.DeclineInverseOffers
  inverse_offer_ids 1 OfferID repeated
  filters 2 Filters

scheduler.Call.Revive
  roles 1 string repeated

scheduler.Call.Kill
  task_id 1 TaskID required
  agent_id 2 AgentID
  kill_policy 3 KillPolicy

scheduler.Call.Shutdown
  executor_id 1 ExecutorID required
  agent_id 2 AgentID required

scheduler.Call.Acknowledge
  agent_id 1 AgentID required
  task_id 2 TaskID required
  uuid 3 bytes required

scheduler.Call.AcknowledgeOperationStatus
  agent_id 1 AgentID
  resource_provider_id 2 ResourceProviderID
  uuid 3 bytes required
  operation_id 4 OperationID required

scheduler.Call.Reconcile
  tasks 1 scheduler.Call.Reconcile.Task repeated

scheduler.Call.Reconcile.Task
  task_id 1 TaskID required
  agent_id 2 AgentID

scheduler.Call.ReconcileOperations
  operations 1 scheduler.Call.ReconcileOperations.Operation repeated

scheduler.Call.ReconcileOperations.Operation
  operation_id 1 OperationID required
  agent_id 2 AgentID
  resource_provider_id 3 ResourceProviderID

scheduler.Call.Message
  agent_id 1 AgentID required
  executor_id 2 ExecutorID required
  data 3 bytes required

scheduler.Call.Request
  requests 1 Request repeated

scheduler.Call.Suppress
  roles 1 string repeated

scheduler.Call.UpdateFramework
  framework_info 1 FrameworkInfo required
  suppressed_roles 2 string repeated
  offer_constraints 3 scheduler.OfferConstraints

scheduler.APIResult
  status_code 1 uint32 required
  response 2 scheduler.Response
  error 3 string

scheduler.AttributeConstraint.Predicate.Exists

scheduler.AttributeConstraint.Predicate.NotExists

enum scheduler.Event.Type
  UNKNOWN 0
  SUBSCRIBED 1
  OFFERS 2
  INVERSE_OFFERS 9
  RESCIND 3
  RESCIND_INVERSE_OFFER 10
  UPDATE 4
  UPDATE_OPERATION_STATUS 11
  MESSAGE 5
  FAILURE 6
  ERROR 7
  HEARTBEAT 8

enum scheduler.Response.Type
  UNKNOWN 0
  RECONCILE_OPERATIONS 1

enum scheduler.AttributeConstraint.Selector.PseudoattributeType
  UNKNOWN 0
  HOSTNAME 1
  REGION 2
  ZONE 3

enum scheduler.Call.Type
  UNKNOWN 0
  SUBSCRIBE 1
  TEARDOWN 2
  ACCEPT 3
  DECLINE 4
  ACCEPT_INVERSE_OFFERS 13
  DECLINE_INVERSE_OFFERS 14
  REVIVE 5
  KILL 6
  SHUTDOWN 7
  ACKNOWLEDGE 8
  ACKNOWLEDGE_OPERATION_STATUS 15
  RECONCILE 9
  RECONCILE_OPERATIONS 16
  MESSAGE 10
  REQUEST 11
  SUPPRESS 12
  UPDATE_FRAMEWORK 17
`;
