#!/bin/bash
# What the wrapper of a CernVM site does, in bash and with every word kept whole: no --user for the container, and
# CERNVM_ROOT according to the repository mounted last. Words of the container are not looked at.
#
# benches/startup.rs measures longshore against it. ENGINE names the engine. By default it works as such wrappers mostly
# do: a program cuts each mounted repository out of its option, and the engine is called as a child. With TIGHT set it does
# the best that bash can: everything by itself, and in the end it gives its place to the engine.

declare -a line=("$1")
shift

while (( $# )); do
    case $1 in
        --user)
            shift 2
            ;;
        --volume)
            line+=("$1" "$2")
            if [[ $2 == /cvmfs/cernvm* ]]; then
                if [[ $TIGHT ]]; then
                    repository=${2%%:*}
                else
                    repository=$(expr "$2" : '\([^:]*\)')
                fi
                if [[ $repository == /cvmfs/cernvm-sl7* ]]; then
                    line+=(-e "CERNVM_ROOT=$repository/cvm4")
                else
                    line+=(-e "CERNVM_ROOT=$repository/cvm3")
                fi
            fi
            shift 2
            ;;
        -e | --group-add | --hostname | --log-driver | --name | --security-opt | --workdir)
            line+=("$1" "$2")
            shift 2
            ;;
        -*)
            line+=("$1")
            shift
            ;;
        *)
            line+=("$@")
            break
            ;;
    esac
done

if [[ $TIGHT ]]; then
    exec "$ENGINE" "${line[@]}"
else
    "$ENGINE" "${line[@]}"
fi
