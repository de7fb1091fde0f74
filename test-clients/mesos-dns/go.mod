module minimesos.test/clients/mesos-dns

go 1.26.0

require github.com/mesosphere/mesos-dns v0.6.0

require (
	github.com/dgrijalva/jwt-go v2.7.0+incompatible // indirect
	github.com/emicklei/go-restful v1.1.3 // indirect
	github.com/gogo/protobuf v1.1.1 // indirect
	github.com/golang/glog v1.0.0 // indirect
	github.com/kylelemons/godebug v1.1.0 // indirect
	github.com/mesos/mesos-go v0.0.2 // indirect
	github.com/miekg/dns v1.0.15 // indirect
	github.com/samuel/go-zookeeper v0.0.0-20200724154423-2164a8ac840e // indirect
	github.com/stretchr/objx v0.5.3 // indirect
	github.com/stretchr/testify v1.12.1 // indirect
	github.com/tv42/zbase32 v0.0.0 // indirect
	go.yaml.in/yaml/v3 v3.0.5 // indirect
	golang.org/x/crypto v0.14.0 // indirect
	golang.org/x/net v0.17.0 // indirect
	golang.org/x/sync v0.25.0 // indirect
	golang.org/x/sys v0.13.0 // indirect
)

replace github.com/tv42/zbase32 => ./zbase32
