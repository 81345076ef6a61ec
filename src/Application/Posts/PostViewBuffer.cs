using System.Diagnostics.Metrics;
using Agora.Application.Common;

namespace Agora.Application.Posts;

/// <summary>
/// Buffers views, so that reading a post writes nothing: they reach the counters in batches, some seconds later and when the host
/// stops. A process that is killed loses those that were not written.
/// </summary>
public sealed class PostViewBuffer
{
    /// <summary>Views in the buffer at most; about 8 MB. Further ones within one interval are dropped and counted as dropped.</summary>
    public const int Capacity = 50_000;

    private static readonly Counter<long> Dropped =
        Telemetry.Meter.CreateCounter<long>(
            "agora.posts.views.dropped", "{view}", "Views that were not counted because the buffer was full.");

    private readonly Lock gate = new();
    private Dictionary<Key, DateTimeOffset> views = [];

    /// <summary>Records that a reader was given this post. An author who reads the own post does not count, nor does a draft.</summary>
    /// <param name="visitor">The pseudonym of an anonymous reader.</param>
    public void Record(PostView post, Actor viewer, Guid visitor, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(post);
        ArgumentNullException.ThrowIfNull(viewer);
        if (post.IsOpen && !viewer.Is(post.Author.Id))
        {
            Add(new SeenPost(post.Id, viewer.UserId ?? visitor, viewer.UserId is not null, at));
        }
    }

    /// <summary>Everything recorded since the last call.</summary>
    public IReadOnlyList<SeenPost> Drain()
    {
        Dictionary<Key, DateTimeOffset> drained;
        lock (gate)
        {
            if (views.Count == 0)
            {
                return [];
            }

            drained = views;
            views = [];
        }

        return [.. drained.Select(v => new SeenPost(v.Key.PostId, v.Key.Reader, v.Key.SignedIn, v.Value))];
    }

    /// <summary>Puts views back that could not be written.</summary>
    public void Requeue(IEnumerable<SeenPost> unwritten)
    {
        ArgumentNullException.ThrowIfNull(unwritten);
        foreach (var view in unwritten)
        {
            Add(view);
        }
    }

    private void Add(SeenPost view)
    {
        lock (gate)
        {
            // The first read of a reader is the one that counts.
            var key = new Key(view.PostId, view.Reader, view.SignedIn);
            if (views.TryGetValue(key, out var before))
            {
                views[key] = before < view.At ? before : view.At;
                return;
            }

            if (views.Count < Capacity)
            {
                views[key] = view.At;
                return;
            }
        }

        Dropped.Add(1);
    }

    private readonly record struct Key(Guid PostId, Guid Reader, bool SignedIn);
}
