using System.Text.Json;
using System.Text.Json.Serialization;

namespace Agora.Infrastructure.Database.Embedded.Upgrade;

/// <summary>One of the two servers of an upgrade.</summary>
/// <param name="Folder">Of its cluster.</param>
/// <param name="BinDirectory">Its programs, which may be of another major version than those of the other.</param>
internal sealed record UpgradeSide(string Folder, string BinDirectory);

/// <summary>
/// What an upgrade by logical replication has to know when it continues. Lies in the folders of both servers: the one that follows is not
/// served, so that nothing is written there.
/// </summary>
/// <param name="NewLeads">Whether writers are on the new server, and the old one follows.</param>
/// <param name="ConnectionLimit">Of the database, for the time when it is open to writers.</param>
/// <param name="Identities">Tables without a primary key, which got a replica identity for the upgrade.</param>
/// <param name="IsFinished">Neither follows the other any more; this is the one that was left.</param>
internal sealed record UpgradeState(
    UpgradeSide Old, UpgradeSide New, bool NewLeads, int ConnectionLimit, IReadOnlyList<string> Identities, bool IsFinished = false)
{
    private const string FileName = "upgrade.json";

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    [JsonIgnore]
    public UpgradeSide Leader => NewLeads ? New : Old;

    [JsonIgnore]
    public UpgradeSide Follower => NewLeads ? Old : New;

    /// <returns>Null where no upgrade is under way.</returns>
    public static UpgradeState? Read(ClusterFolder place) => File.Exists(PathIn(place))
        ? JsonSerializer.Deserialize<UpgradeState>(File.ReadAllText(PathIn(place)), Json)
        : null;

    /// <summary>Refuses to serve a server that follows another one: what is written there is lost.</summary>
    /// <exception cref="InvalidConfigurationException">It follows, or was left.</exception>
    public static void RequireServable(ClusterFolder place)
    {
        if (Read(place) is not { } state || state.Leader.Folder == place.Root)
        {
            return;
        }

        var wayBack = state.IsFinished ? "" : state.NewLeads
            ? " To go back with all that was written there: agora cluster upgrade back"
            : " To let it take over: agora cluster upgrade switch";
        throw new InvalidConfigurationException(
            $"The database of {place.Root} is served from {state.Leader.Folder} (agora cluster upgrade). Set AGORA_DATA to that folder and "
            + $"{EmbeddedPostgresOptions.BinVariable} to {state.Leader.BinDirectory}.{wayBack}");
    }

    /// <exception cref="InvalidConfigurationException">An upgrade is under way, which has to end first.</exception>
    public static void RequireNone(ClusterFolder place)
    {
        if (Read(place) is { } state)
        {
            throw new InvalidConfigurationException(
                state.IsFinished
                    ? $"The database of {place.Root} has moved to {state.New.Folder}."
                    : $"An upgrade from {state.Old.Folder} to {state.New.Folder} is under way. See agora cluster upgrade status; end it "
                        + (state.NewLeads
                            ? "with agora cluster upgrade finish, or go back."
                            : "with agora cluster upgrade abort, or switch."));
        }
    }

    public Task WriteAsync(ClusterFolder place, CancellationToken ct) =>
        place.WriteAsync(PathIn(place), JsonSerializer.Serialize(this, Json), FileModes.Readable, ct);

    public static void Delete(ClusterFolder place) => File.Delete(PathIn(place));

    private static string PathIn(ClusterFolder place) => Path.Combine(place.Root, FileName);
}
