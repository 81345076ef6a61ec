using System.ComponentModel.DataAnnotations;
using Agora.Infrastructure.Settings;

namespace Agora.Api.Http.Batches;

/// <summary>Bound from the section <c>Batch</c>.</summary>
public sealed class BatchOptions
{
    public const string Section = "Batch";

    /// <summary>Maximum operations in a batch. They share one transaction, so a large batch holds locks long.</summary>
    [Range(1, 200)]
    public int MaxOperations { get; set; } = 50;

    public static BatchOptions From(IConfiguration configuration) => configuration.Read<BatchOptions>(Section);
}
