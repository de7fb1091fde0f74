module github.com/tv42/zbase32

go 1.19
