using Agora.Infrastructure.Database;

namespace Agora.Api.Http.Batches;

/// <summary>Bound from the section <c>Batch</c>.</summary>
public sealed class BatchOptions
{
    public const string Section = "Batch";

    /// <summary>Operations in one batch at most, 1 to 200. They share one transaction, so many of them hold locks for long.</summary>
    public int MaxOperations { get; set; } = 50;

    public static BatchOptions From(IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).Get<BatchOptions>() ?? new BatchOptions();
        return options.MaxOperations is >= 1 and <= 200
            ? options
            : throw new InvalidConfigurationException($"The setting {Section}:{nameof(MaxOperations)} must be 1 to 200.");
    }
}
