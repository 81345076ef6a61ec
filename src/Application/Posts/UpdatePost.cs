using System.Text.Json;
using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Posts;
using FluentValidation;

namespace Agora.Application.Posts;

/// <summary>Changes the members that were sent. Metadata is merged member by member; null clears it.</summary>
/// <param name="Version">The version that the caller read.</param>
public sealed record UpdatePost(Guid PostId, int Version) : ICommand<PostView>
{
    public Optional<string> Title { get; init; }

    public Optional<string> Body { get; init; }

    public Optional<string> Language { get; init; }

    public Optional<IReadOnlyList<string>> Tags { get; init; }

    public Optional<JsonElement?> Metadata { get; init; }
}

public sealed class UpdatePostValidator : AbstractValidator<UpdatePost>
{
    public UpdatePostValidator()
    {
        RuleFor(c => c.Title.Value).IsTitle().When(c => c.Title.IsSet).OverridePropertyName("title");
        RuleFor(c => c.Body.Value).IsBody().When(c => c.Body.IsSet).OverridePropertyName("body");
        RuleFor(c => c.Language.Value).IsLanguage().When(c => c.Language.IsSet).OverridePropertyName("language");
        RuleFor(c => c.Tags.Value).AreTags().When(c => c.Tags.IsSet).OverridePropertyName("tags");
        RuleFor(c => c.Metadata.Value).IsMetadata().OverridePropertyName("metadata");
    }
}

public sealed class UpdatePostHandler(IPostRepository posts, ActorContext context) : ICommandHandler<UpdatePost, PostView>
{
    public async Task<Result<PostView>> Handle(UpdatePost command, CancellationToken ct) =>
        await ContentAccess.Posts.ToEdit(await posts.LoadAsync(command.PostId, ct), context)
            .Then(post => post.Edit(new PostChanges
            {
                Title = Sent(command.Title),
                Body = Sent(command.Body),
                Language = Sent(command.Language),
                Tags = command.Tags.IsSet ? TagName.NormalizeAll(command.Tags.Value) : null,
                Metadata = command.Metadata.IsSet ? new MetadataPatch(command.Metadata.Value) : null,
            }))
            .ThenAsync(post => posts.SaveAsync(post, command.Version, ct));

    private static string? Sent(Optional<string> member) => member.IsSet ? member.Value : null;
}
