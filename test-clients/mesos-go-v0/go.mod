module minimesos.test/clients/mesos-go-v0

go 1.19

require (
	github.com/gogo/protobuf v1.1.1
	github.com/mesos/mesos-go v0.0.11
	golang.org/x/net v0.0.0-20181114220301-adae6a3d119a
)

require (
	github.com/davecgh/go-spew v1.1.1 // indirect
	github.com/golang/glog v1.2.5 // indirect
	github.com/google/uuid v1.0.0 // indirect
	github.com/pborman/uuid v1.2.1 // indirect
	github.com/pmezard/go-difflib v1.0.0 // indirect
	github.com/samuel/go-zookeeper v0.0.0-20190923202752-2cc03de413da // indirect
	github.com/stretchr/objx v0.1.1 // indirect
	github.com/stretchr/testify v1.2.2 // indirect
)
