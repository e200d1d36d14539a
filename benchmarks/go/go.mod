module dev.gopark/benchmarks

go 1.26
