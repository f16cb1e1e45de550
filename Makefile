# make run    install what is missing, build, train on Data/papers, print the result and where its report is
# make test   the same set-up, then every test
# make examples   the notebooks of Examples/, made anew by their programs
# make docs   the documentation as a site in .build/docs; a warning ends it
# make bench  the benchmarks, one JSON object a line
SWIFT ?= swift
BUILD = .build
# The Swift runtime goes into the program: it starts in 5 ms and needs no Swift where it runs.
RELEASE = -c release --static-swift-stdlib
SETUP = $(BUILD)/setup-done
GCN = $(BUILD)/release/gcn

.PHONY: run test bench examples docs build setup format clean

run: build
	@$(GCN) train papers --report --out runs/papers
	@echo "look at it: runs/papers/report.html, or $(GCN) evaluate runs/papers"

build: $(SETUP)
	@$(SWIFT) build $(RELEASE) --product gcn

setup: $(SETUP)

# Installs the system packages that are missing; does nothing when all are there or when it has been done.
$(SETUP): Makefile .ci/setup
	@bash .ci/setup
	@mkdir -p $(BUILD) && touch $@

test: $(SETUP)
	@bash .ci/test

bench: $(SETUP)
	@$(SWIFT) build $(RELEASE) --product gcn-bench
	@$(BUILD)/release/gcn-bench all --json

# The programs write NAME.ipynb and NAME.html beside their sources.
EXAMPLES = GraphsKarate GCNPapers GCNCora MoleculesShipped MeshShapes ConvolutionBasics DNNAndCNNFashionMNIST \
	GraphClassificationMUTAG SocialPages

examples: $(SETUP)
	@for name in $(EXAMPLES); do $(SWIFT) build -c release --product $$name && $(BUILD)/release/$$name || exit 1; done

docs: build
	@bash .ci/docs

format:
	@$(SWIFT) format --in-place --recursive Package.swift Sources Tests Examples

clean:
	@rm -rf $(BUILD)
