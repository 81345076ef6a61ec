using System.ComponentModel.DataAnnotations;

namespace Agora.Application.Trash;

/// <summary>How long what is deleted can be restored. Bound from the section <c>Trash</c> and checked at start.</summary>
public sealed class TrashSettings
{
    public const string Section = "Trash";

    public const int DaysMax = 3650;

    /// <summary>Days in the trash.</summary>
    [Range(1, DaysMax)]
    public int Days { get; set; } = 30;

    public TimeSpan Kept => TimeSpan.FromDays(Days);

    /// <summary>From then on what was deleted goes for good.</summary>
    public DateTimeOffset PurgeAt(DateTimeOffset deletedAt) => deletedAt + Kept;
}
