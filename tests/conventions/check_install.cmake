# Installs a build tree into an empty folder and runs the installed runner: cmake -DBUILD_DIR=… -DDESKTOP=… -P this-file
set(prefix ${BUILD_DIR}/install-check)
file(REMOVE_RECURSE ${prefix})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD_DIR} --prefix ${prefix}
  RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "Installing ${BUILD_DIR} failed:\n${output}")
endif()

set(expected
  bin/kvscope-runner
  share/kvscope/models/tiny-r1-llama/model.safetensors
  share/kvscope/models/tiny-r1-qwen/model.safetensors
  share/kvscope/tasks/tasks.jsonl
  share/kvscope/tasks/demo.jsonl)
if(DESKTOP)
  list(APPEND expected
    bin/kvscope
    share/applications/kvscope.desktop
    share/metainfo/org.kvscope.KVScope.metainfo.xml
    share/mime/packages/kvscope.xml
    share/icons/hicolor/scalable/apps/kvscope.svg)
endif()
foreach(file IN LISTS expected)
  if(NOT EXISTS ${prefix}/${file} OR IS_SYMLINK ${prefix}/${file})
    message(FATAL_ERROR "The installation lacks ${file}, or has it as a link into the source tree")
  endif()
endforeach()

execute_process(COMMAND ${prefix}/bin/kvscope-runner policies
  RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT status EQUAL 0 OR NOT output MATCHES "r_kv")
  message(FATAL_ERROR "The installed kvscope-runner does not list its policies (status ${status}):\n${output}")
endif()
