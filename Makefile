# What a person does with this tree; every target says itself what it needs.

SHELL := /bin/bash
PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift
# The same flags everywhere: other flags would build every dependency again.
# Symbols nobody looks up and relocations nobody packed were 4 MB of each operator's memory. The loader must know packed
# ones: glibc 2.36, Debian 12.
RELEASE_FLAGS := -c release --static-swift-stdlib -Xswiftc -use-ld=lld \
	-Xlinker --no-export-dynamic -Xlinker -z -Xlinker pack-relative-relocs
RELEASE_DIR := .build/release

BUILD_PACKAGES := libexpat1-dev libncurses-dev libpq-dev pkg-config
RUN_PACKAGES := postgresql tzdata ncurses-base util-linux
TEST_PACKAGES := tmux erlang-base erlang-diameter erlang-dev freediameterd ncurses-term openssl python3-pip tshark

.PHONY: build demo clean-demo test fuzz bench format lint install deps test-deps

## build: the two programs, release, with the Swift runtime inside
build: deps
	$(SWIFT) build $(RELEASE_FLAGS) --product bcrm
	$(SWIFT) build $(RELEASE_FLAGS) --product bcrmd

## demo: the whole system with demo data on a private PostgreSQL; quit the client with Ctrl-Q
demo: build
	@exec $(RELEASE_DIR)/bcrm demo

## clean-demo: stop the demo and remove everything it made
clean-demo:
	@if [ ! -x $(RELEASE_DIR)/bcrm ]; then echo "bcrm itself removes its demo, and it is not built here: make build" >&2; exit 1; fi
	@exec $(RELEASE_DIR)/bcrm demo --remove

## test: everything, unit to end-to-end; prints what failed and the last line only, after about nine minutes
test: deps test-deps
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build --disable-xctest --quiet --experimental-maximum-parallelization-width 8

## fuzz: five million mutated Diameter messages
fuzz: deps test-deps
	BCRM_FUZZ=5000000 $(SWIFT) test --disable-xctest --filter DiameterTests.FuzzTests

## bench: one line a figure: name, value, unit, limit, ratio
bench: deps test-deps build
	$(SWIFT) build $(RELEASE_FLAGS) --product bcrm-bench
	$(RELEASE_DIR)/bcrm-bench

## format, lint: the one style of the tree
format:
	$(SWIFT) format --in-place --recursive --parallel Package.swift Benchmarks Sources Tests

lint:
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Benchmarks Sources Tests

## install: what make build made: programs, keymaps, themes, systemd unit, manual pages below $(DESTDIR)$(PREFIX)
install:
	@if [ ! -x $(RELEASE_DIR)/bcrm ] || [ ! -x $(RELEASE_DIR)/bcrmd ]; then echo "Nothing is built yet: make build" >&2; exit 1; fi
	install -D -m 755 $(RELEASE_DIR)/bcrm $(DESTDIR)$(PREFIX)/bin/bcrm
	install -D -m 755 $(RELEASE_DIR)/bcrmd $(DESTDIR)$(PREFIX)/sbin/bcrmd
	install -d $(DESTDIR)$(PREFIX)/share/bcrm/keymaps $(DESTDIR)$(PREFIX)/share/bcrm/themes
	install -m 644 keymaps/*.toml $(DESTDIR)$(PREFIX)/share/bcrm/keymaps
	install -m 644 themes/*.toml $(DESTDIR)$(PREFIX)/share/bcrm/themes
	install -D -m 644 Sources/bcrm/Installed/bcrm.1 $(DESTDIR)$(PREFIX)/share/man/man1/bcrm.1
	install -D -m 644 Sources/bcrmd/Installed/bcrmd.8 $(DESTDIR)$(PREFIX)/share/man/man8/bcrmd.8
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system
	sed 's|@PREFIX@|$(PREFIX)|g' Sources/bcrmd/Installed/bcrmd.service > $(DESTDIR)$(PREFIX)/lib/systemd/system/bcrmd.service
	chmod 644 $(DESTDIR)$(PREFIX)/lib/systemd/system/bcrmd.service
	install -D -m 644 Sources/bcrmd/Installed/bcrmd.toml $(DESTDIR)$(PREFIX)/share/doc/bcrm/bcrmd.toml.example
	install -D -m 644 Sources/bcrm/Installed/catalog.toml $(DESTDIR)$(PREFIX)/share/doc/bcrm/catalog.toml
	install -D -m 644 Sources/bcrm/Installed/calls.toml $(DESTDIR)$(PREFIX)/share/doc/bcrm/calls.toml
	install -D -m 644 Sources/bcrm/Installed/import.toml $(DESTDIR)$(PREFIX)/share/doc/bcrm/import.toml

# Installs what is missing from Debian's packages, and asks for root only when something is.
define install_missing
	@missing=$$(for package in $(1); do \
		dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'install ok installed' || echo $$package; done); \
	if [ -n "$$missing" ]; then \
		echo "Installing from Debian's packages:" $$missing; \
		sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
		$$sudo apt-get update -q && \
		$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $$missing; \
	fi
endef

deps:
	$(call install_missing,$(BUILD_PACKAGES) $(RUN_PACKAGES))

test-deps:
	$(call install_missing,$(TEST_PACKAGES))
	@test -d .build/python/diameter || \
		python3 -m pip install --quiet --root-user-action=ignore --target .build/python python-diameter==0.9.0
