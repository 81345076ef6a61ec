using System.Text.Json;
using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Posts;
using FluentValidation;

namespace Agora.Application.Posts;

/// <summary>Writes a post, as a draft or published at once.</summary>
public sealed record CreatePost(
    string Title, string Body, string Language, IReadOnlyList<string> Tags, JsonElement? Metadata, bool Publish) : ICommand<PostView>;

public sealed class CreatePostValidator : AbstractValidator<CreatePost>
{
    public CreatePostValidator()
    {
        RuleFor(c => c.Title).IsTitle();
        RuleFor(c => c.Body).IsBody();
        RuleFor(c => c.Language).IsLanguage();
        RuleFor(c => c.Tags).AreTags();
        RuleFor(c => c.Metadata).IsMetadata();
    }
}

public sealed class CreatePostHandler(IPostRepository posts, ActorContext context, TimeProvider clock)
    : ICommandHandler<CreatePost, PostView>
{
    public Task<Result<PostView>> Handle(CreatePost command, CancellationToken ct) =>
        PostMetadata.Create(command.Metadata)
            .Then<PostText>(metadata => new PostText(
                command.Title, command.Body, command.Language, TagName.NormalizeAll(command.Tags)!, metadata))
            .Then<Post>(text => Post.Write(context.SignedInId, text, command.Publish, clock.GetUtcNow()))
            .ThenAsync(post => posts.AddAsync(post, ct));
}
