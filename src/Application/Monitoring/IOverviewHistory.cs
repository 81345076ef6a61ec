namespace Agora.Application.Monitoring;

/// <summary>The samples that this host knows, without asking the database.</summary>
public interface IOverviewHistory
{
    /// <summary>Oldest first: those of the last day, one a minute, the latest as they were taken.</summary>
    IReadOnlyList<OverviewSample> Samples { get; }
}

public interface ISampleRepository
{
    /// <summary>Of several hosts the first one writes a minute.</summary>
    Task AddAsync(OverviewSample sample, CancellationToken ct);

    /// <summary>Oldest first.</summary>
    Task<IReadOnlyList<OverviewSample>> ListAsync(DateTimeOffset since, CancellationToken ct);

    /// <summary>Answers how many were deleted.</summary>
    Task<int> PurgeAsync(DateTimeOffset before, int most, CancellationToken ct);
}
