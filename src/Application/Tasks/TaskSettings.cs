using System.ComponentModel.DataAnnotations;

namespace Agora.Application.Tasks;

/// <summary>Limits of task lists. Bound from the section <c>Tasks</c> and checked at start.</summary>
public sealed class TaskSettings
{
    public const string Section = "Tasks";

    /// <summary>Tasks of one person at most, done ones included.</summary>
    [Range(1, 1_000_000)]
    public int PerOwnerMax { get; set; } = 10_000;
}
