module minimesos.test/examples/go-scheduler

go 1.19

require (
	github.com/mesos/mesos-go v0.0.11
	minimesos.test/minimesos v0.0.0
)

require (
	github.com/gogo/protobuf v1.1.1 // indirect
	github.com/golang/glog v1.2.5 // indirect
	github.com/google/uuid v1.0.0 // indirect
	github.com/pborman/uuid v1.2.1 // indirect
	github.com/pquerna/ffjson v0.0.0-20190930134022-aa0246cd15f7 // indirect
	github.com/samuel/go-zookeeper v0.0.0-20190923202752-2cc03de413da // indirect
	golang.org/x/net v0.0.0-20181114220301-adae6a3d119a // indirect
)

replace minimesos.test/minimesos => ../../clients/go
