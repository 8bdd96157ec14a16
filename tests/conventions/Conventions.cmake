# Checks of the tree itself rather than of what it computes.
kvscope_add_tests(conventions LINK)
target_compile_definitions(tst_source_rules PRIVATE KVSCOPE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")

# kvscope_add_tool_check(<name> <program> <arguments…>): a check that another program makes, where it is installed
# (packaging/install-dependencies.sh --with-tests installs them all).
function(kvscope_add_tool_check name program)
  find_program(KVSCOPE_TOOL_${program} ${program})
  if(NOT KVSCOPE_TOOL_${program})
    message(STATUS "${program} was not found: the check conventions/${name} is left out")
    return()
  endif()
  add_test(NAME conventions/${name} COMMAND ${KVSCOPE_TOOL_${program}} ${ARGN} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(conventions/${name} PROPERTIES LABELS conventions)
endfunction()

kvscope_add_tool_check(desktop_file desktop-file-validate packaging/linux/kvscope.desktop)
kvscope_add_tool_check(metainfo appstreamcli validate --no-net packaging/linux/org.kvscope.KVScope.metainfo.xml)
kvscope_add_tool_check(scripts shellcheck packaging/install-dependencies.sh packaging/run.sh packaging/test.sh .ci/run)

add_test(NAME conventions/install COMMAND ${CMAKE_COMMAND}
  -DBUILD_DIR=${CMAKE_BINARY_DIR} -DDESKTOP=${KVSCOPE_DESKTOP} -P ${CMAKE_CURRENT_LIST_DIR}/check_install.cmake)
set_tests_properties(conventions/install PROPERTIES LABELS conventions)
