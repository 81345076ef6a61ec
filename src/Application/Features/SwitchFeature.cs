using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Features;

namespace Agora.Application.Features;

/// <summary>Switches a feature on or off; the next statement that asks for it sees it.</summary>
/// <param name="Version">The version that was read.</param>
public sealed record SwitchFeature(string Name, int Version) : ICommand<FeatureView>
{
    public Optional<bool> Enabled { get; init; }
}

public sealed class SwitchFeatureHandler(IFeatureRepository features) : ICommandHandler<SwitchFeature, FeatureView>
{
    public async Task<Result<FeatureView>> Handle(SwitchFeature command, CancellationToken ct)
    {
        if (await features.FindAsync(command.Name, ct) is not { } current)
        {
            return FeatureErrors.NotFound;
        }

        return await features.SwitchAsync(command.Name, command.Version, command.Enabled.Or(current.Enabled), ct) is { } switched
            ? switched
            : FeatureErrors.Stale;
    }
}
