# kvscope_add_module(<name> INCLUDE <dir> SOURCES <files…> [PUBLIC <targets…>] [PRIVATE <targets…>])
# A static library kvscope_<name> with the alias KVScope::<name>. Only INCLUDE is visible to those who link it, so an include
# of another module's inside does not compile.
function(kvscope_add_module name)
  cmake_parse_arguments(arg "" "INCLUDE" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  set(target kvscope_${name})
  if(arg_SOURCES)
    add_library(${target} STATIC ${arg_SOURCES})
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    target_include_directories(${target} PUBLIC ${arg_INCLUDE})
    target_link_libraries(${target} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE} kvscope_build_flags)
    target_compile_features(${target} PUBLIC cxx_std_20)
  else()
    add_library(${target} INTERFACE)
    target_include_directories(${target} INTERFACE ${arg_INCLUDE})
    target_link_libraries(${target} INTERFACE ${arg_PUBLIC})
    target_compile_features(${target} INTERFACE cxx_std_20)
  endif()
  add_library(KVScope::${name} ALIAS ${target})
endfunction()

# kvscope_generate_table(<out var> FOLDER <dir> TYPE <C++ type> HEADER <include> FUNCTION <accessor>)
# Plug-ins: every <id>.cpp in FOLDER defines `extern const TYPE kvs_<folder>_<id>;` in namespace kvscope::plugins. This writes a
# source file with `std::span<const TYPE *const> FUNCTION()` over all of them, sorted by id. No list is edited by hand, and no
# static registration is needed (a static library would drop it).
function(kvscope_generate_table out)
  cmake_parse_arguments(arg "" "FOLDER;TYPE;HEADER;FUNCTION" "" ${ARGN})
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${arg_FOLDER}/*.cpp)
  set(declarations "")
  set(entries "")
  foreach(file IN LISTS files)
    get_filename_component(id ${file} NAME_WE)
    string(APPEND declarations "extern const ${arg_TYPE} ${arg_FOLDER}_${id};\n")
    string(APPEND entries "    &plugins::${arg_FOLDER}_${id},\n")
  endforeach()
  set(table ${CMAKE_CURRENT_BINARY_DIR}/${arg_FOLDER}_table.cpp)
  file(CONFIGURE OUTPUT ${table} CONTENT "// Generated from the files of ${arg_FOLDER}/.
#include \"${arg_HEADER}\"

#include <array>

namespace kvscope {
namespace plugins {
${declarations}}

std::span<const ${arg_TYPE} *const> ${arg_FUNCTION}()
{
    static const std::array table{
${entries}    };
    return table;
}

} // namespace kvscope
" @ONLY)
  set(${out} ${files} ${table} PARENT_SCOPE)
endfunction()
