namespace Agora.Domain.Jobs;

public enum JobState
{
    /// <summary>Waits for its due time and a worker.</summary>
    Queued,

    /// <summary>A worker holds its lease.</summary>
    Running,

    Succeeded,

    /// <summary>Its attempts are used up, or repeating cannot help. An admin may queue it again.</summary>
    Failed,

    Cancelled,
}

/// <summary>Of the jobs that are due, those of the first priority run first. The numbers are those of the database.</summary>
public enum JobPriority
{
    High = 1,
    Normal = 2,
    Low = 3,
}
