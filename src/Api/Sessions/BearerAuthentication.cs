using System.Globalization;
using System.Security.Claims;
using Agora.Api.Http;
using Agora.Application.Common;
using Agora.Application.Sessions;
using Agora.Domain.Common;
using Agora.Domain.Sessions;
using Agora.Infrastructure.Sessions;
using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Microsoft.Net.Http.Headers;

namespace Agora.Api.Sessions;

/// <summary>
/// Who asks, by access token: strict about the token, then a look at the session behind it. Rights come from the
/// database; the token's own word about them only has to agree.
/// </summary>
internal static class BearerAuthentication
{
    public const string Scheme = JwtBearerDefaults.AuthenticationScheme;

    /// <summary>How far clocks may disagree.</summary>
    public static readonly TimeSpan Leeway = TimeSpan.FromSeconds(30);

    public static IServiceCollection AddBearerAuthentication(this IServiceCollection services)
    {
        services.AddAuthentication(Scheme).AddJwtBearer();
        services.AddOptions<JwtBearerOptions>(Scheme)
            .Configure<SigningKeys, SessionSettings, TimeProvider>(Configure);
        return services;
    }

    /// <summary>
    /// A credential that is wrong is refused even where none is needed: the caller believes to be somebody. Endpoints that
    /// carry a credential of their own, such as a refresh token, look at that one alone. A session that could not be looked at is neither
    /// right nor wrong.
    /// </summary>
    public static IApplicationBuilder UseBearerRefusal(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<OwnCredential>() is not null)
        {
            http.User = new ClaimsPrincipal();
            return next(http);
        }

        if (http.Features.Get<SessionLookFailed>() is { } look)
        {
            return Task.FromException(look.Reason);
        }

        return http.Request.Headers.Authorization.Count > 0 && http.User.Identity?.IsAuthenticated != true
            ? http.ChallengeAsync()
            : next(http);
    });

    /// <summary>For endpoints that carry a credential of their own; a bearer beside it means nothing to them.</summary>
    public static TBuilder WithOwnCredential<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.AllowAnonymous().WithMetadata(new OwnCredential());

    /// <summary>Takes the credential away from requests to endpoints that never ask who calls.</summary>
    public static IApplicationBuilder UseIgnoredCredentials(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<IgnoredCredential>() is not null)
        {
            http.Request.Headers.Remove(HeaderNames.Authorization);
        }

        return next(http);
    });

    /// <summary>For endpoints such as probes, which must answer alike whatever credential they are sent.</summary>
    public static TBuilder IgnoresAuthorization<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.AllowAnonymous().WithMetadata(new IgnoredCredential());

    private static void Configure(JwtBearerOptions options, SigningKeys keys, SessionSettings sessions, TimeProvider clock)
    {
        options.TokenHandlers.Clear();
        options.TokenHandlers.Add(new JsonWebTokenHandler
        {
            MapInboundClaims = false,
            MaximumTokenSizeInBytes = StrictAccessToken.MaxLength,
        });
        options.IncludeErrorDetails = false;
        options.SaveToken = false;
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = sessions.Issuer,
            ValidAudience = sessions.Audience,
            ClockSkew = Leeway,
            NameClaimType = CallerMiddleware.SubjectClaim,
            RoleClaimType = CallerMiddleware.RoleClaim,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            ValidAlgorithms = [AccessTokens.Algorithm],
            ValidTypes = [AccessTokens.Type],
            IssuerSigningKeys = [.. keys.All.Select(key => new SymmetricSecurityKey(key.Bytes) { KeyId = key.Id })],
            TryAllIssuerSigningKeys = false,
            IgnoreTrailingSlashWhenValidatingAudience = false,
            // The library's own check reads the wall clock.
            LifetimeValidator = (from, until, _, _) =>
                clock.GetUtcNow().UtcDateTime is var now && from <= now + Leeway && until > now - Leeway,
        };
        options.Events = new JwtBearerEvents
        {
            OnTokenValidated = async context =>
            {
                try
                {
                    await LookAtSessionAsync(context);
                }
                catch (DependencyException exception)
                {
                    // Thrown on behind the handler, which would log it as an error of its own.
                    context.HttpContext.Features.Set(new SessionLookFailed(exception));
                    context.NoResult();
                }
            },
            OnChallenge = async context =>
            {
                context.HandleResponse();
                var sent = context.Request.Headers.Authorization.Count > 0;
                await RefuseAsync(context.HttpContext, sent ? SessionErrors.TokenInvalid : SessionErrors.SignInRequired);
            },
            OnForbidden = context => RefuseAsync(context.HttpContext, SessionErrors.Forbidden),
        };
    }

    private static async Task LookAtSessionAsync(TokenValidatedContext context)
    {
        var services = context.HttpContext.RequestServices;
        var token = (JsonWebToken)context.SecurityToken;
        var claims = StrictAccessToken.Read(token.EncodedToken, services.GetRequiredService<SessionSettings>());

        // Both readings of the header must name the same key.
        if (claims is null || claims.KeyId != token.SigningKey.KeyId)
        {
            context.Fail("The token is not of the form that is signed here.");
            return;
        }

        if (await FindGrantAsync(services, claims.SessionId, context.HttpContext.RequestAborted) is not { } grant)
        {
            context.Fail("The session has ended.");
            return;
        }

        if (grant.UserId != claims.UserId || grant.SecurityVersion != claims.SecurityVersion)
        {
            context.Fail("The rights of the account have changed.");
            return;
        }

        context.Principal = new ClaimsPrincipal(new ClaimsIdentity(
            [
                new Claim(CallerMiddleware.SubjectClaim, grant.UserId.ToString()),
                new Claim(CallerMiddleware.RoleClaim, AccessTokens.RoleName(grant.Role)),
                new Claim(CallerMiddleware.SessionClaim, grant.SessionId.ToString()),
                new Claim(CallerMiddleware.VersionClaim, grant.SecurityVersion.ToString(CultureInfo.InvariantCulture)),
            ],
            Scheme,
            CallerMiddleware.SubjectClaim,
            CallerMiddleware.RoleClaim));
    }

    private static async Task<SessionGrant?> FindGrantAsync(IServiceProvider services, Guid sessionId, CancellationToken ct)
    {
        var cache = services.GetRequiredService<SessionGrantCache>();
        if (cache.Find(sessionId) is { } remembered)
        {
            return remembered;
        }

        var (asked, askedAt) = (cache.Generation, services.GetRequiredService<TimeProvider>().GetTimestamp());
        var answer = await services.GetRequiredService<IMediator>().Send(new GetSessionGrant(sessionId), ct);
        if (!answer.IsSuccess)
        {
            return null;
        }

        cache.Remember(answer.Value, asked, askedAt);
        return answer.Value;
    }

    private static Task RefuseAsync(HttpContext http, Error error)
    {
        if (error.Kind == ErrorKind.Unauthenticated)
        {
            http.Response.Headers[HeaderNames.WWWAuthenticate] = Scheme;
        }

        return Problems.From(error).ExecuteAsync(http);
    }

    private sealed class OwnCredential;

    private sealed class IgnoredCredential;

    private sealed record SessionLookFailed(DependencyException Reason);
}
