using System.Diagnostics.Metrics;
using Agora.Application.Common;

namespace Agora.Application.Posts;

/// <summary>
/// Keeps the views of a moment, so that reading a post writes nothing: they reach the counters in batches, some seconds
/// later and when the host stops. A process that is killed loses those that it had not handed on.
/// </summary>
public sealed class PostViewBuffer
{
    /// <summary>Views that one batch can hold; about 8 MB. More within one interval are told as dropped, not kept.</summary>
    public const int Capacity = 50_000;

    private static readonly Counter<long> Dropped =
        Telemetry.Meter.CreateCounter<long>("agora.posts.views.dropped", "{view}", "Views that were not counted because the buffer was full.");

    private readonly Lock gate = new();
    private Dictionary<Key, DateTimeOffset> views = [];

    /// <summary>Notes that somebody was given this post. An author's look at the own post is no view, nor is one at a draft.</summary>
    /// <param name="visitor">The name of a viewer who is nobody.</param>
    public void Saw(PostView post, Actor viewer, Guid visitor, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(post);
        ArgumentNullException.ThrowIfNull(viewer);
        if (post.IsOpen && !viewer.Is(post.Author.Id))
        {
            Add(new SeenPost(post.Id, viewer.UserId ?? visitor, viewer.UserId is not null, at));
        }
    }

    /// <summary>Everything noted since the last call.</summary>
    public IReadOnlyList<SeenPost> Take()
    {
        Dictionary<Key, DateTimeOffset> taken;
        lock (gate)
        {
            if (views.Count == 0)
            {
                return [];
            }

            taken = views;
            views = [];
        }

        return [.. taken.Select(v => new SeenPost(v.Key.PostId, v.Key.Reader, v.Key.SignedIn, v.Value))];
    }

    /// <summary>Takes views back that could not be handed on.</summary>
    public void Return(IEnumerable<SeenPost> untold)
    {
        ArgumentNullException.ThrowIfNull(untold);
        foreach (var view in untold)
        {
            Add(view);
        }
    }

    private void Add(SeenPost view)
    {
        lock (gate)
        {
            // The first look of a reader is the one that counts.
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
