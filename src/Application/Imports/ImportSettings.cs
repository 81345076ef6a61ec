using System.ComponentModel.DataAnnotations;

namespace Agora.Application.Imports;

/// <summary>Limits of imports and exports over HTTP. Bound from the section <c>Imports</c> and checked at start.</summary>
public sealed class ImportSettings
{
    public const string Section = "Imports";

    /// <summary>Bytes of a file that is imported, as they are sent.</summary>
    [Range(1, 1L << 40)]
    public long MaxBytes { get; set; } = 4L << 30;

    /// <summary>Minutes that one import or export may take.</summary>
    [Range(1, 24 * 60)]
    public int TimeoutMinutes { get; set; } = 60;
}
