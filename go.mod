module github.com/argus-go/argus

go 1.26
