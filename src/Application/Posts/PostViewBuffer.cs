using System.Diagnostics.Metrics;
using Agora.Application.Common;

namespace Agora.Application.Posts;

/// <summary>
/// Keeps the views of a moment, so that reading a post writes nothing: they reach the counters in batches, some seconds
/// later and when the host stops. A process that is killed loses those that it had not handed on.
/// </summary>
public sealed class PostViewBuffer
{
    /// <summary>Posts that one batch can hold; about 4 MB. More within one interval are counted as dropped, not kept.</summary>
    public const int Capacity = 50_000;

    private static readonly Counter<long> Dropped =
        Telemetry.Meter.CreateCounter<long>("agora.posts.views.dropped", "{view}", "Views that were not counted because the buffer was full.");

    private readonly Lock gate = new();
    private Dictionary<Guid, int> views = [];

    /// <summary>Counts that somebody was given this post. An author's look at the own post is no view, nor is one at a draft.</summary>
    public void Saw(PostView post, Actor viewer)
    {
        ArgumentNullException.ThrowIfNull(post);
        ArgumentNullException.ThrowIfNull(viewer);
        if (post.State.IsPublic && !viewer.Is(post.Author.Id))
        {
            Add(post.Id, 1);
        }
    }

    /// <summary>Everything counted since the last call.</summary>
    public IReadOnlyDictionary<Guid, int> Take()
    {
        lock (gate)
        {
            if (views.Count == 0)
            {
                return views;
            }

            var taken = views;
            views = [];
            return taken;
        }
    }

    /// <summary>Takes views back that could not be handed on.</summary>
    public void Return(IEnumerable<KeyValuePair<Guid, int>> untold)
    {
        ArgumentNullException.ThrowIfNull(untold);
        foreach (var (postId, count) in untold)
        {
            Add(postId, count);
        }
    }

    private void Add(Guid postId, int count)
    {
        lock (gate)
        {
            if (views.TryGetValue(postId, out var before))
            {
                views[postId] = before + count;
                return;
            }

            if (views.Count < Capacity)
            {
                views[postId] = count;
                return;
            }
        }

        Dropped.Add(count);
    }
}
