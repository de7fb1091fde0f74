module minimesos.test/minimesos

go 1.19
