# Options, packages and what every target of ours is compiled with.
include(CTest)
include(GNUInstallDirs)

option(KVSCOPE_WITH_ONEDNN "Use oneDNN for matrix products on the CPU" ON)
option(KVSCOPE_WITH_CUDA "Build the CUDA backend where nvcc is found" ON)
option(KVSCOPE_WITH_DESKTOP "Build the desktop program where Qt 6 is found" ON)
set(KVSCOPE_SANITIZE "" CACHE STRING "Comma-separated sanitizers: address,undefined or thread")

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  # Paths below the source folder count relative to it, so that another clone finds what this one has compiled.
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE_PROGRAM})
endif()

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(SQLite3 3.37 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
pkg_check_modules(PCRE2 REQUIRED IMPORTED_TARGET libpcre2-8)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(GMPXX REQUIRED IMPORTED_TARGET gmpxx)
pkg_check_modules(MPFR REQUIRED IMPORTED_TARGET mpfr)
find_library(MPC_LIBRARY mpc REQUIRED) # it has no .pc file

if(KVSCOPE_WITH_ONEDNN)
  # Debian's dnnl-config.cmake asks for the OpenCL headers, which a CPU build has no use for.
  find_library(DNNL_LIBRARY dnnl)
  find_path(DNNL_INCLUDE_DIR oneapi/dnnl/dnnl.hpp)
  find_package(OpenMP QUIET COMPONENTS CXX)
  if(DNNL_LIBRARY AND DNNL_INCLUDE_DIR AND OpenMP_CXX_FOUND)
    add_library(KVScope::onednn INTERFACE IMPORTED)
    target_link_libraries(KVScope::onednn INTERFACE ${DNNL_LIBRARY} OpenMP::OpenMP_CXX)
    target_include_directories(KVScope::onednn INTERFACE ${DNNL_INCLUDE_DIR})
  else()
    message(STATUS "oneDNN was not found: matrix products use the portable kernel, about three times slower")
  endif()
endif()

set(KVSCOPE_DESKTOP OFF)
if(KVSCOPE_WITH_DESKTOP)
  find_package(Qt6 6.4 QUIET COMPONENTS Core Gui Widgets Svg PrintSupport DBus Test)
  if(Qt6_FOUND)
    find_package(QCustomPlotQt6 QUIET)
  endif()
  if(Qt6_FOUND AND QCustomPlotQt6_FOUND)
    set(KVSCOPE_DESKTOP ON)
  else()
    message(STATUS "Qt 6 or QCustomPlot was not found: the desktop program is left out, kvscope-runner is built")
  endif()
endif()

include(KVScopeCuda)

# Flags of our own targets only; packages are untouched.
add_library(kvscope_build_flags INTERFACE)
target_compile_features(kvscope_build_flags INTERFACE cxx_std_20)
target_compile_options(kvscope_build_flags INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual>)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC bug 105651: "text" + std::string at -O2 and above.
  target_compile_options(kvscope_build_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>)
endif()
# Linking a hundred test programs with the usual linker takes longer than compiling them.
find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM AND NOT (CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 12.1))
  target_link_options(kvscope_build_flags INTERFACE $<$<LINK_LANGUAGE:CXX>:-fuse-ld=mold>)
endif()
if(KVSCOPE_SANITIZE)
  target_compile_options(kvscope_build_flags INTERFACE -fsanitize=${KVSCOPE_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(kvscope_build_flags INTERFACE -fsanitize=${KVSCOPE_SANITIZE})
endif()
