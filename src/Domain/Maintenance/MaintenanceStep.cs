namespace Agora.Domain.Maintenance;

/// <summary>What the nightly maintenance does, in its order: each phase looks for what needs it when the former one is done.</summary>
public enum MaintenanceAction
{
    /// <summary>Computes stale statistics of a table anew; those of a partitioned one no autovacuum computes.</summary>
    Analyze,

    /// <summary>Removes dead rows.</summary>
    Vacuum,

    /// <summary>Moves the rows of a bloated table to its front and gives the rest back.</summary>
    Compact,

    /// <summary>Removes an invalid index that a rebuild left.</summary>
    Drop,

    /// <summary>Rebuilds a bloated index beside reads and writes.</summary>
    Reindex,

    /// <summary>Deletes what was kept for its time.</summary>
    Purge,
}

public enum MaintenanceStepState
{
    Planned,
    Running,
    Done,

    /// <summary>Done, and the reason for it is still there.</summary>
    Partial,

    Failed,
}

public enum MaintenanceRunState
{
    Running,

    /// <summary>The next run continues it.</summary>
    Stopped,

    Finished,
}

/// <summary>Why a run stopped before its end.</summary>
public enum MaintenanceStop
{
    /// <summary>The window closed.</summary>
    Window,

    Cancelled,

    /// <summary>The database could not be asked.</summary>
    Failure,
}
