#pragma once

#include "text/bpe_merger.h"

#include <memory>
#include <mutex>
#include <vector>

namespace kvscope {

/// Workspaces of one merger that wait for their next text. As many as threads have encoded at once are ever made.
class WorkspacePool {
public:
    /// One workspace, given back at the end of the scope.
    class Loan {
    public:
        explicit Loan(const WorkspacePool &pool) : pool_(pool), workspace_(pool.take()) {}
        ~Loan() { pool_.give_back(std::move(workspace_)); }
        Loan(const Loan &) = delete;
        Loan &operator=(const Loan &) = delete;

        BpeMerger::Workspace &operator*() const { return *workspace_; }

    private:
        const WorkspacePool &pool_;
        std::unique_ptr<BpeMerger::Workspace> workspace_;
    };

private:
    std::unique_ptr<BpeMerger::Workspace> take() const
    {
        const std::lock_guard lock(mutex_);
        if (idle_.empty()) {
            return std::make_unique<BpeMerger::Workspace>();
        }
        auto workspace = std::move(idle_.back());
        idle_.pop_back();
        return workspace;
    }

    void give_back(std::unique_ptr<BpeMerger::Workspace> workspace) const
    {
        const std::lock_guard lock(mutex_);
        idle_.push_back(std::move(workspace));
    }

    mutable std::mutex mutex_;
    mutable std::vector<std::unique_ptr<BpeMerger::Workspace>> idle_;
};

} // namespace kvscope
