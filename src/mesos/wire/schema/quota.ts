/** Messages of package mesos.v1.quota; the notation is explained in `schema.ts`. */
export const quota = `
quota.QuotaInfo
  role 1 string
  principal 2 string
  guarantee 3 Resource repeated

quota.QuotaRequest
  force 1 bool
  role 2 string
  guarantee 3 Resource repeated

quota.QuotaConfig
  role 1 string required
  guarantees 2 map<string,Value.Scalar>
  limits 3 map<string,Value.Scalar>

quota.QuotaStatus
  infos 1 quota.QuotaInfo repeated
  configs 2 quota.QuotaConfig repeated
`;
