namespace Agora.Application.Features;

/// <summary>A change under way that can be switched on and off while Agora runs. Migrations bring and remove them.</summary>
/// <param name="Description">What is different while it is on.</param>
public sealed record FeatureView(string Name, bool Enabled, string Description, int Version, DateTimeOffset UpdatedAt);

/// <summary>All features, by name.</summary>
public sealed record FeatureList(IReadOnlyList<FeatureView> Items);

/// <summary>Switches. For admins; row-level security hides them from everyone else.</summary>
public interface IFeatureRepository
{
    Task<IReadOnlyList<FeatureView>> AllAsync(CancellationToken ct);

    Task<FeatureView?> FindAsync(string name, CancellationToken ct);

    /// <summary>Null when the version is no longer the current one.</summary>
    Task<FeatureView?> SwitchAsync(string name, int version, bool enabled, CancellationToken ct);
}
