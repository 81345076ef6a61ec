using Agora.Application.Common;
using Agora.Application.Media;
using Agora.Application.Moderation;
using Agora.Domain.Common;
using Agora.Domain.Media;
using Agora.Domain.Users;
using FluentValidation;

namespace Agora.Application.Users;

public sealed record GetProfile(Guid UserId) : IQuery<ProfileView>;

public sealed class GetProfileHandler(IUserRepository users) : IQueryHandler<GetProfile, ProfileView>
{
    public async Task<Result<ProfileView>> Handle(GetProfile query, CancellationToken ct) =>
        await users.FindProfileAsync(query.UserId, ct) is { } profile ? profile : UserErrors.NotFound;
}

/// <summary>Changes the members of a profile that were sent; people change their own, admins anybody's.</summary>
public sealed record UpdateProfile(Guid UserId, int Version) : ICommand<ProfileView>
{
    public Optional<string?> Bio { get; init; }

    public Optional<string?> AvatarUrl { get; init; }

    /// <summary>One of the person's own images.</summary>
    public Optional<Guid?> AvatarId { get; init; }

    /// <summary>Name of the place, such as <c>mastodon</c>, to an https address.</summary>
    public Optional<IReadOnlyDictionary<string, string>> SocialLinks { get; init; }
}

public sealed class UpdateProfileValidator : AbstractValidator<UpdateProfile>
{
    public UpdateProfileValidator()
    {
        RuleFor(c => c.Bio.Value).Must(UserRules.IsBio)
            .WithMessage($"Must be at most {UserRules.BioMax} characters, at least one of them visible, or empty.")
            .OverridePropertyName("bio");
        RuleFor(c => c.AvatarUrl.Value)
            .AtMost(UserRules.AvatarUrlMax)
            .Must(url => url is null || IsWebAddress(url)).WithMessage("Must be an https address.")
            .OverridePropertyName("avatarUrl");
        RuleFor(c => c.SocialLinks.Value)
            .Must(links => links is { Count: <= UserRules.SocialLinksMax })
            .WithMessage($"Must be an object of at most {UserRules.SocialLinksMax} links.")
            .Must(links => links is null || links.All(l => UserRules.IsLinkName(l.Key) && IsWebAddress(l.Value)))
            .WithMessage($"Must be links, each with a name of 1 to {UserRules.LinkNameMax} visible characters on one line, and an https address.")
            .When(c => c.SocialLinks.IsSet)
            .OverridePropertyName("socialLinks");
    }

    private static bool IsWebAddress(string? text) =>
        text is { Length: <= UserRules.AvatarUrlMax }
        && Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme == Uri.UriSchemeHttps;
}

public sealed class UpdateProfileHandler(IUserRepository users, IMediaRepository media, ActorContext context)
    : ICommandHandler<UpdateProfile, ProfileView>
{
    public async Task<Result<ProfileView>> Handle(UpdateProfile command, CancellationToken ct)
    {
        if (await users.FindProfileAsync(command.UserId, ct) is not { } current)
        {
            return UserErrors.NotFound;
        }

        if (StaffReason.RefuseEdit(context, current.UserId, UserErrors.AdminsOnly) is { } refused)
        {
            return refused;
        }

        var avatar = current.Avatar;
        if (command.AvatarId.IsSet)
        {
            avatar = null;
            if (command.AvatarId.Value is { } avatarId)
            {
                avatar = (await media.FindAsync(avatarId, ct))?.ToShown(current.UserId, MediaKind.Image);
                if (avatar is null)
                {
                    return MediaErrors.NoAvatar;
                }
            }
        }

        var changed = current with
        {
            Avatar = avatar,
            Version = command.Version,
            Bio = command.Bio.Or(current.Bio),
            AvatarUrl = command.AvatarUrl.Or(current.AvatarUrl),
            SocialLinks = command.SocialLinks.Or(current.SocialLinks),
        };

        return await users.TryUpdateProfileAsync(changed, ct)
            ? (await users.FindProfileAsync(command.UserId, ct))!
            : UserErrors.ProfileStale;
    }
}
